# Takes memory, a piece at each step.
my ($size) = @ARGV;
my @hoard;
while (1) {
    stage('took');
    push @hoard, 'x' x ($size + @hoard);
}
