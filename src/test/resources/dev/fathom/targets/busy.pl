# Never still: fills and empties a hash, so that it is always in the middle of something.
use strict;
use warnings;

$| = 1;
my $child = fork;
if ($child) {
    print "ready $$\n";
    <STDIN>;
    kill 'KILL', $child;
    waitpid $child, 0;
    exit 0;
}
# There at every moment, however empty the hash is.
our @kept = map { [$_] } 1 .. 5_000;
our %churned;
while (1) {
    $churned{"key$_" . rand} = ["value $_"] for 1 .. 20_000;
    %churned = ();
}
