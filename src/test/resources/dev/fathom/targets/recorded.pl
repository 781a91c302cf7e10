# A small Perl program with something of everything, of which recordings are made: see recordings/README.md.
use strict;
use warnings;
use Scalar::Util 'weaken';

package Order {
    sub new {
        my ($class, $number) = @_;
        return bless { number => $number, name => "order $number", lines => [map { "line $_" } 1 .. 3] }, $class;
    }
    sub total { $_[0]{number} }
}

our @orders = map { Order->new($_) } 1 .. 60;
our %cache = map { ("key $_" => { order => $orders[$_], rest => [$_, $_ * 1.5] }) } 0 .. 39;
our %sparse = map { ($_ => "value $_" x 3) } 1 .. 200;
delete @sparse{ grep { $_ % 3 == 0 } 1 .. 200 };
our ($undef, $integer, $number, $string, $reference) = (undef, 7, 1.5, "a string", \"constant");
our $both = "12"; { no warnings; my $sum = $both + 0; }
our $text = "y" x 70_000;
our $pattern = qr/a(b+)[^\x{100}-\x{200}c]/;
our @closures = map { my $n = $_; sub { $n += shift } } 1 .. 9;
our %weak = (self => undef); $weak{self} = \%weak; weaken($weak{self});
our $chopped = "x" x 500 . "y" x 100; $chopped =~ s/^x{50}//;
our @shifted = (1 .. 100); shift @shifted for 1 .. 40;
sub recurse { my ($depth) = @_; my $local = "x" x 1000; recurse($depth - 1) if $depth > 1; return length $local }
recurse(5);
our $deep; $deep = [$deep] for 1 .. 30;
for (1 .. 12) { my $ring = { load => ["carried $_"] }; $ring->{me} = $ring }
our @junk = map { "$_" x 5 } 1 .. 3000; @junk = @junk[ grep { $_ % 50 == 0 } 0 .. $#junk ];

$| = 1;
print "ready $$\n";
while (<STDIN>) { print "done\n" }
