# Values whose sizes Devel::Size knows: sizes.pl says each as `size NAME SIZE TOTAL`, where the module is there.
use strict;
use warnings;
use File::Basename;
use lib dirname(__FILE__);
use truth;

our ($number, $array, $hash, $hundred) = (0, [], {}, [1 .. 100]);

unless (eval { require Devel::Size; 1 }) {
    print "skip: no Devel::Size for this perl\n";
    exit 0;
}
# Asked in a child: Devel::Size leaves marks of its own.
my $child = fork;
if (!$child) {
    $| = 1;
    print "size number ", Devel::Size::size($number), " ", Devel::Size::total_size($number), "\n";
    print "size array ", Devel::Size::size($array), " ", Devel::Size::total_size($array), "\n";
    print "size hash ", Devel::Size::size($hash), " ", Devel::Size::total_size($hash), "\n";
    print "size hundred ", Devel::Size::size($hundred), " ", Devel::Size::total_size($hundred), "\n";
    require POSIX;
    POSIX::_exit(0);
}
waitpid $child, 0;

truth::serve();
