# Waits in one call over and over and counts what comes of it:
#
#   waiting.pl CALL FILE
#
# CALL is read, select, sleep, epoll or lock (a futex; of a Perl with threads). FILE gets a line a round: `fine`, `interrupted`, or the message of another error; `early` where the
# call came back before its time. A child does it; ends with its standard input.
use strict;
use warnings;
use Errno;
use IO::Handle;
use Time::HiRes qw(nanosleep time);

my ($call, $name) = @ARGV;
my $wait = 0.015;
pipe my $in, my $out or die;
$out->autoflush(1);
$| = 1;
my @children;
for my $role (qw(wait feed)) {
    my $child = fork;
    if ($child) {
        push @children, $child;
        next;
    }
    if ($role eq 'feed') {
        while (1) {
            nanosleep($wait * 1e9);
            syswrite $out, 'x';
        }
    }
    open my $file, '>', $name or die;
    $file->autoflush(1);
    my $epoll = syscall(291, 0); # epoll_create1
    my $event = "\0" x 12;
    my $lock = $call ne 'lock' ? undef : eval q{
        use threads;
        use threads::shared;
        my $shared : shared;
        sub { lock $shared; cond_timedwait $shared, time + $wait; 0 };
    } || die;
    my %waits = (
        read   => sub { sysread($in, my $byte, 1) // -1 },
        select => sub { select undef, undef, undef, $wait },
        sleep  => sub { nanosleep($wait * 1e9) >= $wait * 1e9 ? 0 : -1 },
        lock   => $lock,
        epoll  => sub { syscall(232, $epoll, $event, 1, $wait * 1000) }, # epoll_wait
    );
    while (1) {
        my $since = time;
        $! = 0;
        my $outcome = $waits{$call}->();
        my $early = $call ne 'read' && time - $since < $wait - 0.001;
        print $file $outcome >= 0 ? ($early ? "early\n" : "fine\n") : $!{EINTR} ? "interrupted\n" : "$!\n";
    }
}
print "child $children[0]\n";
print "ready $$\n";
<STDIN>;
kill 'KILL', @children;
waitpid $_, 0 for @children;
