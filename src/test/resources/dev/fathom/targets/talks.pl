# What the talk "Perl Memory Use" makes, small: each value and structure that it looks at, by the name that it has there.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use truth;

our $zero = 0;
our $integer = 42;
our $string = "a string";
our $both = "12"; { no warnings; my $sum = $both + 0; }
our $empty_array = [];
our $empty_hash = {};
our $hundred = [ map { $_ } 1 .. 100 ];
our %a = (42 => "Hello World!");
our $reference = \%a;
sub foo { my $var = "#" x 2**16; foo($_[0] - 1) if $_[0]; 1 }
foo(10);
our @freed = map { "x" x (100 + $_ % 900) } 1 .. 3000;
@freed = @freed[ grep { $_ % 3 == 0 } 0 .. $#freed ];
for (1 .. 5) { my $ring = { load => "leaked $_" }; $ring->{me} = $ring }

truth::serve();
