# Calls what has not been called before.
# After Brandon Rhodes, "Python, Linkers, and Virtual Memory", PyCon 2012.
my ($word) = @ARGV;

sub code {      # what is in memory of the interpreter's own code
    my ($total, $counted) = (0, 0);
    open(my $text, '<', '/proc/self/smaps') or return 0;
    while (my $line = <$text>) {
        if (my ($may, $file) = $line =~ /^[0-9a-f]+-[0-9a-f]+ (\S+) \S+ \S+ \S+\s*(.*)$/) {
            $counted = $may =~ /x/ && $file =~ m{[^/]*\Q$word\E[^/]*$};
        } elsif ($counted && $line =~ /^Rss:\s+(\d+)/) {
            $total += $1 * 1024;
        }
    }
    return $total;
}

sub of_itself { return (code => code()) }

sub work {
    my @sorted = sort { $a->[0] <=> $b->[0] } map { [$_ * 7919 % 101, sprintf('%x', $_), 1e30 / $_] } 1 .. 200;
    return @sorted;
}

of_itself();
of_itself();
stage('started', \&of_itself);
my $packed = unpack('w/a', pack('w/a', 'once'));
stage('pack()', \&of_itself);
my $matched = () = ("a-b" x 50) =~ /(?<first>[a-c]+)-(?=b)(b|c)\K/g;
stage('regexes', \&of_itself);
work();
stage('arithmetic', \&of_itself);
stage('evicted');
work();
stage('used-again', \&of_itself);
