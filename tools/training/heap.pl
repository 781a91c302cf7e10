# A target for the training run (tools/app.sh): values of Perl. Ends with its standard input.
use strict;
use warnings;

our %cache;
our @list = (1 .. 20000);
our @objects = map { bless { name => "object $_", tags => [1, 2] }, 'Thing' } 1 .. 20000;
$cache{"key$_"} = [map { "value $_ of the cache" } 1 .. 5] for 1 .. 20000;
delete $cache{"key$_"} for map { 3 * $_ } 1 .. 6000;
our @code = map { my $n = $_; sub { $n += shift } } 1 .. 100;
$| = 1;
print "ready\n";
my $nothing = <STDIN>;
