# Values of each kind in many sizes, each with its address and what Devel::Size::size says of it:
# `size ADDRESS BYTES MORE KIND`. It asks in a child, as Devel::Size leaves marks of its own in strings.
# MORE is by how much Fathom's figure is known to differ, reckoned from what perl says of the value (`more`).

use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use B ();
use Scalar::Util qw(refaddr weaken dualvar);

unless (eval { require Devel::Size; 1 }) {
    print "skip: no Devel::Size for this perl\n";
    exit;
}

our @kept;

# Keeps a value, by a reference to it, under the name of its kind.
sub keep {
    my ($kind, $reference) = @_;
    push @kept, [ $kind, $reference ];
}

use constant { COW => 0x10000000, HEAD => 24, SHARED => 24 + 8 + 2, CUT => 5, SHIFTED => 3, WORD => 8 };

# Devel::Size takes the body of a mere string for 8 bytes (a pool of perl's has 16 for it), counts a string's
# buffer where it may be shared (copy on write) and what was cut off before it, and with a hash its entries and
# keys, which may be shared, too. What was shifted off an array Fathom does not count.
sub more {
    my ($kind, $reference) = @_;
    my $value = B::svref_2object($reference);
    if (ref($value) eq "B::HV") {
        my $more = 0;
        $more -= HEAD + SHARED + length for keys %$reference;
        return $more;
    }
    return -SHIFTED * WORD if $kind eq "shifted";
    return 0 unless $value->isa("B::PV") && !$value->isa("B::AV") && $value->can("LEN");
    my $more = ref($value) eq "B::PV" ? WORD : 0;
    $more -= $value->LEN if $value->FLAGS & COW;
    $more -= CUT if $kind eq "cut";
    return $more;
}

sub fresh { my $value = shift; return \$value }

my @sizes = (0, 1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 31, 32, 33, 100, 255, 256, 1000, 5000, 70000);
keep(undef => fresh(undef));
keep(integer => fresh($_ + 0)) for 0, 1, -1, 255, 1 << 40, ~0;
keep(number => fresh($_ * 1.5)) for 1, 3, 1e100;
keep(text => fresh("x" x $_)) for @sizes;
keep(wide => fresh("\x{20ac}" x $_)) for 1, 10, 100;
keep(both => fresh(dualvar($_, "text" x $_))) for 1, 2, 50;
for my $size (@sizes) {
    my $number = $size;
    my $text = "$number";    # has both from now on
    keep(stringified => \$number);
    my $grown = "";
    $grown .= "y" for 1 .. $size % 300;
    keep(appended => \$grown);
    my $cut = "z" x ($size + 10);
    substr($cut, 0, 5) = "";
    keep(cut => \$cut);
    my @array = (1) x $size;
    keep(array => \@array);
    my @shifted = (1 .. $size + 3);
    shift @shifted for 1 .. 3;
    keep(shifted => \@shifted);
    my @pushed;
    push @pushed, $_ for 1 .. $size % 1000;
    keep(pushed => \@pushed);
    my %hash = map { ("key$_" => $_) } 1 .. $size % 6000;
    keep(hash => \%hash);
    my $object = bless { map { ($_ => 1) } 1 .. $size % 40 }, "Some::Class";
    keep(object => $object);
}
my $target = {};
keep(reference => \$target);
my $weak = $target;
weaken($weak);
keep(weak => \$weak);
my $blessed = "text";
bless \$blessed, "Some::Scalar";
keep(blessed => \$blessed);

local $| = 1;
my $child = open(my $answer, "-|");
die "no child: $!" unless defined $child;
if (!$child) {
    for my $each (@kept) {
        my ($kind, $reference) = @$each;
        my $said = Devel::Size::size($reference);    # before anything goes through a hash
        printf "size %d %d %d %s\n", refaddr($reference), $said, more($kind, $reference), $kind;
    }
    close STDOUT;
    require POSIX;
    POSIX::_exit(0);
}
print while <$answer>;
close $answer;

require truth;
truth::serve();
