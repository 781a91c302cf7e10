# A pre-forking server whose workers each write to its memory for one reason.
#
#   writers.pl N ACTION...
#
# The actions of a worker, after which it sleeps until its parent ends:
#
#   idle     nothing
#   read     refers to each of N integers and no longer: counts go up and down again
#   count    counts one reference more to each of them
#   add      adds 1 to each of them: a value in the head
#   flag     marks N lines as UTF-8: a flag changes, and no text
#   body     adds 1 to each of N numbers that have been strings: values in bodies
#   grow     makes room for many more keys in a hash of N: the entries are put into a larger table
#   drop     forgets N lines
#   make     makes new scalars where the parent has freed memory: arenas are added
#
# Says `pages NAME PAGES`, of the integers and of the lines, on how many pages their heads lie; `child
# ACTION PID` for each worker; then `ready PID`.
use strict;
use warnings;

my $size = shift @ARGV;
our @integers = (1 .. $size);
our @numbers = map { my $text = "$_"; my $number = $text + 0; $text } 1 .. $size;
our %same = map { ("key $_" => 1) } 1 .. $size;
our %table = map { ("key $_" => 1) } 1 .. $size; # its keys are there: entries lie side by side
our @lines;
our @between;
for my $at (1 .. $size) {
    push @lines, sprintf("line %091d", $at);
    push @between, sprintf("kept %091d", $at);
}
our (@made, $plug);
{
    my @free = map { 'x' x 4064 } 1 .. $size / 160;
    $plug = 'x' x 5000; # above what is freed, so that that stays
}

sub act {
    my ($action) = @_;
    if ($action eq 'read') {
        for (@integers) { my $reference = \$_ }
    } elsif ($action eq 'count') {
        Internals::SvREFCNT($_, 3) for @integers;
    } elsif ($action eq 'add') {
        $_ += 1 for @integers;
    } elsif ($action eq 'flag') {
        utf8::upgrade($_) for @lines;
    } elsif ($action eq 'body') {
        $_ += 1 for @numbers;
    } elsif ($action eq 'grow') {
        keys(%table) = 8 * $size;
    } elsif ($action eq 'drop') {
        undef @lines;
    } elsif ($action eq 'make') {
        $made[$size] = undef;
        my $last;
        for (1 .. $size) { my $link = $last; $last = \$link }
        $made[0] = $last;
    }
}

# A bit for each page: leaves next to nothing behind that malloc would tidy up between the forks.
sub pages {
    my ($list) = @_;
    my $first = 0 + \$list->[0];
    for (@$list) { $first = 0 + \$_ if \$_ < $first }
    my $seen = '';
    for (@$list) { vec($seen, ((0 + \$_) >> 12) - ($first >> 12), 1) = 1 }
    return unpack '%32b*', $seen;
}

$| = 1;
print 'pages integers ', pages(\@integers), "\n";
print 'pages lines ', pages(\@lines), "\n";
pipe my $sleeping, my $asleep or die;
pipe my $end, my $lives or die;
for my $action (@ARGV) {
    my $child = fork;
    if (!$child) {
        close $lives;
        act($action);
        syswrite $asleep, 'x';
        sysread $end, my $byte, 1;
        require POSIX;
        POSIX::_exit(0);
    }
    sysread $sleeping, my $byte, 1;
    print "child $action $child\n";
}
print "ready $$\n";
<STDIN>;
