# A Perl program with a value of every type, and structures whose names and sizes are known: every.pl [mat] [N]
use strict;
use warnings;
use File::Basename;
use lib dirname(__FILE__);
use truth;
use Scalar::Util 'weaken';

my $count = shift // 1000;

our %cache;     # of arrays of strings
our @list = (1 .. $count);
our $length = 100_000;
our $text = "y" x $length; # not a constant: perl would share its buffer
our ($undef, $integer, $number, $string, $reference) = (undef, 7, 1.5, "a string", \"constant");
our $both = "12"; { no warnings; my $sum = $both + 0; }
our $half = "1.5"; { my $sum = $half + 0; }
our $pattern = qr/a(b+)[^\x{100}-\x{200}c]/;
our $vector = v1.22.333;
$cache{"key$_"} = [map { "value $_ of the cache" . rand } 1 .. 5] for 1 .. $count;

package Foo::Bar {
    sub new { my ($class, $name) = @_; return bless { name => $name, tags => [1, 2] }, $class }
    sub name { $_[0]{name} }
}
package Foo::List { sub new { bless [1 .. 3], shift } }
package Foo::Count { sub new { my $n = 5; bless \$n, shift } }
package Foo::Code { sub new { my $n = 5; bless sub { $n++ }, shift } }

our @objects = map { Foo::Bar->new("object $_") } 1 .. $count;
our @others = (Foo::List->new, Foo::Count->new, Foo::Code->new);

# Closures that share their operations and have pads of their own.
our @closures = map { my $n = $_; sub { $n += shift } } 1 .. 20;

# Lexicals keep their memory, at every depth of recursion.
sub recurse {
    my ($depth) = @_;
    my $var = "x" x $length;
    recurse($depth - 1) if $depth > 1;
    return length $var;
}

format STDOUT =
@<<<<< @>>>>>
$string, $integer
.

our $chopped = "x" x 5000 . "y" x 100; $chopped =~ s/^x{500}//;
our $shortened = "z" x $length; substr($shortened, 0, 300, '');
our $copied = "shared contents " x 20; our @copies = ($copied) x 10;
our %weak = (self => undef); $weak{self} = \%weak; weaken($weak{self});
our $substring = \substr($text, 5, 10);
our ($tied, %tied);
{ package Tie; sub TIESCALAR { bless {}, shift } sub FETCH { 1 } sub TIEHASH { bless {}, shift } sub FETCHSIZE { 0 } }
tie $tied, 'Tie';
tie %tied, 'Tie';
open our $file, '<', $0 or die; my $first = <$file>;
opendir our $directory, '/' or die;
our $position = "aaa"; $position =~ /a/g;

truth::serve();
