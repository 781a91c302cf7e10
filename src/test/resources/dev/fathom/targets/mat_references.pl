# The references that Devel::MAT finds in a dump, those that are guesses left out: a line for each, from, to, its
# strength (strong or weak) and its name.
use strict;
use warnings;
use Devel::MAT;

my $file = Devel::MAT->load($ARGV[0])->dumpfile;
for my $sv ($file->heap) {
    for my $reference ($sv->outrefs_direct) {
        my $to = $reference->sv or next;
        (my $name = $reference->name) =~ s/[^ -~]/?/g;
        printf "%x %x %s %s\n", $sv->addr, $to->addr, $reference->strength, $name;
    }
}
