# Builds an array of integers, forks, and looks at each of them in the child: what is still shared then?
# After Brandon Rhodes, "Python, Linkers, and Virtual Memory", PyCon 2012, in another language.
my ($items, $freeze) = @ARGV;
exit 1 if $freeze eq 'freeze';

sub of_itself { return (anonymous => kernel('smaps_rollup', 'Anonymous')) }

my @biglist = ('foo');
push @biglist, $_ for 1 .. $items - 1;

my $child = fork();
if ($child) {
    waitpid $child, 0;
    exit;
}

stage('forked', \&of_itself);
my $all = 1;
for my $n (@biglist) { $all &&= $n }
stage('iterated', \&of_itself);
my $length = 0;
$length += length "$_" for @biglist;
stage('printed', \&of_itself);
