# Perl threads, each with an interpreter and values of its own: threads.pl COUNT
use strict;
use warnings;
use File::Basename;
use lib dirname(__FILE__);
use truth;

BEGIN {
    unless (eval { require threads; 1 }) {
        print "skip: no threads in this perl\n";
        exit 0;
    }
}
use Thread::Queue;

my ($count) = (@ARGV, 3);
our @shared_by_none = (1 .. 1000);
my ($begun, $end) = (Thread::Queue->new, Thread::Queue->new);
my @threads = map {
    threads->create(sub { our @own = (1 .. 500); $begun->enqueue(1); $end->dequeue })
} 1 .. $count;
$begun->dequeue for @threads;
$_->detach for @threads;

truth::serve();
