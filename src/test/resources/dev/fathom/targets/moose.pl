# A program whose code takes more memory than its data: moose.pl
use strict;
use warnings;
use File::Basename;
use lib dirname(__FILE__);
use truth;

BEGIN {
    unless (eval { require Moose; 1 }) {
        print "skip: no Moose for this perl\n";
        exit 0;
    }
}

package Point { use Moose; has x => (is => 'rw', isa => 'Int'); has y => (is => 'rw'); __PACKAGE__->meta->make_immutable }

our @points = map { Point->new(x => $_, y => 2) } 1 .. 100;

truth::serve();
