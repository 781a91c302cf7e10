# What Devel::MAT finds in a dump: a line for each value, its address, type and package (or -).
use strict;
use warnings;
use Devel::MAT;

my $file = Devel::MAT->load($ARGV[0])->dumpfile;
for my $sv ($file->heap) {
    my $package = $sv->blessed;
    printf "%x %s %s %s\n", $sv->addr, $sv->type, $package ? $package->stashname : '-', $sv->refcnt;
}
