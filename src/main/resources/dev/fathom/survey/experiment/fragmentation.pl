# Fills memory with strings that grow, and drops every other one.
# After Claudio Freire, "Memory debugging and defragmentation", PyConAr 2010.
my ($items) = @ARGV;
my $l = [];

sub of_itself {
    my $letters = 0;
    $letters += length for @$l;
    return (letters => $letters, strings => scalar @$l, anonymous => kernel('smaps_rollup', 'Anonymous'));
}

sub again {
    for my $i (1 .. 99) {
        my @ll;
        push @ll, ' ' x ($i * 16) for 1 .. int($items / $i);
        my @half;
        for (my $j = 0; $j < @ll; $j += 2) { push @half, $ll[$j] }
        @ll = ();
        push @$l, @half;
    }
}

of_itself();
stage('started', \&of_itself);
again();
stage('made', \&of_itself);
$l = [];
stage('dropped', \&of_itself);
again();
stage('again', \&of_itself);
