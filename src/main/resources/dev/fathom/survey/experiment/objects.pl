# Makes values of one kind, in steps, and holds them in an array that is there before.
# After Kavya Joshi, "The Memory Chronicles: A Tale of Two Pythons", 2017.
my ($part, $items, $steps) = @ARGV;
my $sizes = eval { require Devel::Size; 1 };

my $base = 10_000_000_000;
my %makers = (
    'ints'      => sub { $base + $_[0] },
    'strings'   => sub { sprintf '%06d-?!+', $_[0] },
    'list-0'    => sub { [] },
    'list-1'    => sub { [undef] },
    'list-1-appended' => sub { my @one; push @one, undef; \@one },
    'list-10'   => sub { [(undef) x 10] },
    'dicts'     => sub { { first => undef, second => undef } },
    'instances' => sub { bless { first => undef, second => undef }, 'Plain' },
);
my $make = $makers{$part};
my @keep;
$#keep = $items - 1 if $make;

sub fill {
    my ($start, $end) = @_;
    for my $i ($start .. $end - 1) {
        if ($make) { $keep[$i] = $make->($i) } else { push @keep, undef }
    }
}

sub of_itself {
    my %told = (made => 0, anonymous => kernel('smaps_rollup', 'Anonymous'));
    if ($make) {
        my $own = 0;
        for my $each (@keep) {
            next unless defined $each;
            $told{made}++;
            # what a reference leads to, and the reference itself
            $own += Devel::Size::total_size($each) + (ref $each ? 24 : 0) if $sizes;
        }
        $told{own} = $own if $sizes;
    } else {
        $told{made} = @keep;
        $told{own} = Devel::Size::total_size(\@keep) if $sizes;
    }
    return %told;
}

if ($make) { my $first = $make->(0) }
of_itself();
my $done = 0;
for my $step (0 .. $steps) {
    my $goal = int($items * $step / $steps);
    fill($done, $goal);
    $done = $goal;
    stage($done, \&of_itself);
}
