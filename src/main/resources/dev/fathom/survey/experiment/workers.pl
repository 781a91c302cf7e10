# Starts further interpreters, forks, or starts threads, each of which does the same work: what does
# each take?
# After Brandon Rhodes, "Python, Linkers, and Virtual Memory", PyCon 2012.
use Config;
use Time::HiRes 'time';

my ($way, $count) = @ARGV;
my @names = map { "name $_" } 1 .. 20_000;

sub work {      # looks at everything, and has something of its own
    my $total = 0;
    $total += length $_ for @names;
    return ($total, 'x' x 65_536);
}

sub own {
    my ($of) = @_;
    my $total = 0;
    open(my $text, '<', "/proc/$of/smaps_rollup") or return 0;
    while (my $line = <$text>) {
        $total += $1 * 1024 if $line =~ /^Private_[CD]\w+:\s+(\d+)/;
    }
    return $total;
}

sub moment {
    my ($name, $newest, $seconds) = @_;
    print "stage $name $newest\n";
    defined(my $line = <STDIN>) or exit;
    printf "told micros=%d own=%d\n", $seconds * 1e6, own($newest);
}

if ($way eq 'worker') {
    my @has = work();
    print "ready\n";
    <STDIN>;
    exit;
}

my @kept;
pipe(my $gate_read, my $gate_write) or die;

sub started {
    pipe(my $in, my $hold) or die;
    pipe(my $ready, my $out) or die;
    my $child = fork() // die;
    if (!$child) {
        open(STDIN, '<&', $in) and open(STDOUT, '>&', $out) or die;
        exec($^X, $0, 'worker', 0) or die;
    }
    close $out;
    push @kept, $hold;
    while (my $line = <$ready>) { return $child if $line eq "ready\n" }
    exit;    # it does not start another of its kind
}

sub forked {
    pipe(my $ready, my $out) or die;
    my $child = fork() // die;
    if (!$child) {
        close $gate_write;
        my @has = work();
        syswrite($out, 'ready');
        sysread($gate_read, my $byte, 1);
        require POSIX;
        POSIX::_exit(0);
    }
    close $out;
    sysread($ready, my $said, 5);
    return $child;
}

sub threaded {
    pipe(my $ready, my $out) or die;
    my $thread = threads->create(sub {
        my @has = work();
        syswrite($out, 'ready');
        sysread($gate_read, my $byte, 1);
    });
    $thread->detach();
    sysread($ready, my $said, 5);
    return $$;
}

if ($way eq 'thread') {
    exit if !$Config{useithreads};
    require threads;
}
my $one_more = { started => \&started, forked => \&forked, thread => \&threaded }->{$way};
my @has = work();
own($$);
moment(0, $$, 0);
for my $number (1 .. $count) {
    my $since = time;
    my $newest = $one_more->();
    moment($number, $newest, time - $since);
}
