# Calls a sub within itself, with a large variable at each depth.
# After Tim Bunce, "Perl Memory Use", OSCON 2012.
my ($depth, $bytes) = @ARGV;
my $sizes = eval { require Devel::Size; 1 };

sub foo { my $var = "#" x $bytes; foo($_[0] - 1) if $_[0]; 1 }

sub of_itself {
    my %told = (
        data => kernel('status', 'VmData'),
        anonymous => kernel('smaps_rollup', 'Anonymous'),
    );
    if ($sizes && defined &foo) {
        # In a child: Devel::Size of some versions crashes.
        if (open(my $said, '-|') // exit) {
            my $size = <$said>;
            $told{own} = int $size if defined $size;
        } else {
            print Devel::Size::total_size(\&foo), "\n";
            require POSIX;
            $| = 1;
            POSIX::_exit(0);
        }
    }
    return %told;
}

of_itself();
stage('started', \&of_itself);
foo($depth);
stage('called', \&of_itself);
foo($depth);
stage('again', \&of_itself);
undef &foo;
stage('undefined', \&of_itself);
