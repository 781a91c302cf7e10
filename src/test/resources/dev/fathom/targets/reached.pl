# Values and what Devel::Size::total_size says of them: `size NAME ADDRESS TOTAL`. It asks in a child, as Devel::Size leaves
# marks of its own in strings.

use strict;
use warnings;
use integer;
use FindBin;
use lib $FindBin::Bin;
use Scalar::Util qw(refaddr);

unless (eval { require Devel::Size; 1 }) {
    print "skip: no Devel::Size for this perl\n";
    exit;
}

my $zero = 0;
my $text = "some text";
my $copy = $text;
my $joined = join "-", 1 .. 50;
my $shared = [1, 2, 3];
my @shifted = (1 .. 100);
shift @shifted for 1 .. 3;
our @kept = (
    [ zero => \$zero ],
    [ array => [] ],
    [ hash => {} ],
    [ hundred => [ 1 .. 100 ] ],
    [ twenty => { 1 .. 20 } ],
    [ text => \$text ],
    [ copied => [ \$text, \$copy ] ],
    [ joined => \$joined ],
    [ shifted => \@shifted ],
    [ twice => [ $shared, $shared ] ],
    [ nested => [ [ 1, [ 2, [ 3, { a => 1, b => { c => [ 4 ] } } ] ] ], 1.5 ] ],
    [ keys => [ map { { name => $_, value => [$_] } } 1 .. 50 ] ],
);

local $| = 1;
my $child = open(my $answer, "-|");
die "no child: $!" unless defined $child;
if (!$child) {
    printf "size %s %d %d\n", $_->[0], refaddr($_->[1]), Devel::Size::total_size($_->[1]) for @kept;
    close STDOUT;
    require POSIX;
    POSIX::_exit(0);
}
print while <$answer>;
close $answer;

require truth;
truth::serve();
