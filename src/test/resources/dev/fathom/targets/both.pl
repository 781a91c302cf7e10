# Two languages in one process: a Perl with a Python in it (Inline::Python).
#
# Its argument is a folder for what Inline writes. Says `ready PID`, then sleeps until the end of its standard input.
use strict;
use warnings;

$| = 1;
my $folder;
BEGIN {
    $folder = shift @ARGV;
    if (!eval { require Inline::Python; 1 }) {
        print "skip: no Inline::Python on this machine\n";
        exit 0;
    }
}
use Inline ();
Inline->bind(Python => <<'CODE', DIRECTORY => $folder);
class Cart(object):
    def __init__(self, number):
        self.items = [number, "text %d" % number]


carts = [Cart(number) for number in range(3000)]
CODE
our @PEOPLE = map { { name => "name $_", tags => [1, 2, $_] } } 1 .. 2000;
print "ready $$\n";
1 while <STDIN>;
