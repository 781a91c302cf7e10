# A target that drops what a variable holds when it is told to: texts of 300 to 3,000 bytes in %cache, between them
# short ones that stay in %index.
#
# Says `ready PID` and sleeps; then obeys one command a line, and answers `done`: `drop` empties %cache.
use strict;
use warnings;

$| = 1;
our (%cache, %index);
for my $each (1 .. 20000) {
    $cache{"key $each"} = "x" x (300 + $each % 2700);
    $index{$each} = "y" x 40 if $each % 4 == 0;
}
print "ready $$\n";
while (my $command = <STDIN>) {
    undef %cache if $command eq "drop\n";
    print "done\n";
}
