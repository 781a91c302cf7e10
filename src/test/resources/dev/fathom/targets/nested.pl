# Arrays and hashes that hold one another, with keys and values of which Devel::Peek is asked.

use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;

our %one = (42 => "Hello World!");
our %nested = (42 => "Hello World!", 7 => [ 1, [ 2, [ 3, 4 ] ], { a => 1 } ], ref => \%one);
our @list = (1, "two", [ 3, { four => 5 } ], {}, [], 6);
our %many = map { ("key$_" => $_) } 1 .. 100;
our %empty;
our $reference = \%one;

require truth;
truth::serve();
