# A target that waits in nested calls, which caller() tells before it is ready: `frame LINE FUNCTION`, the
# innermost first.
use strict;
use warnings;

package Some::Class;

sub method {
    my ($self, $then) = @_;
    for my $each (1 .. 2) {
        return $then->(
            $each);
    }
}

package main;

sub wait_here {
    my $function = "main::wait_here";
    my $line = __LINE__ + 10;    # of the statement that waits
    for (my $depth = 0; my @called = caller($depth); $depth++) {
        if ($called[3] !~ /^\(eval/) {
            print "frame $line $function\n";
            my @outer = caller($depth + 1);
            $depth++ while @outer = caller($depth + 1) and $outer[3] =~ /^\(eval/;
            ($line, $function) = ($called[2], @outer ? $outer[3] : "main program");
        }
    }
    print "frame $line $function\nready $$\n";
    sysread(STDIN, my $byte, 1);
    return 1;
}

sub outer {
    my $n = shift;
    return outer($n - 1)
        if $n;
    my $object = bless {}, "Some::Class";
    return $object->method(sub { my $x = shift; return wait_here($x); });
}

$| = 1;
my @sorted = sort { outer(2) } (2, 1);
