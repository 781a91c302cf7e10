# What all experiments in Perl begin with: a moment at which Fathom looks, and what the program says
# of itself after that.
use strict;
use warnings;

$| = 1;

sub kernel {    # sums up a field of a file in /proc/self, in bytes
    my ($file, $field) = @_;
    my $total = 0;
    open(my $text, '<', "/proc/self/$file") or return 0;
    while (my $line = <$text>) {
        $total += $1 * 1024 if $line =~ /^$field:\s+(\d+)/;
    }
    return $total;
}

sub stage {     # waits until Fathom has looked, and says then what it is told to
    my ($name, $tell) = @_;
    print "stage $name $$\n";
    defined(my $line = <STDIN>) or exit;
    my %told = $tell ? $tell->() : ();
    print join(' ', 'told', map { "$_=$told{$_}" } sort keys %told), "\n";
}

printf "perl %vd\n", $^V;
