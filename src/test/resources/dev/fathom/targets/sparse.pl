# Values with few entries for their size: sparse.pl NAME, or `full` for those that are as growth leaves them.
use strict;
use warnings;
use File::Basename;
use lib dirname(__FILE__);
use truth;

my ($wanted) = @ARGV;
our (%buckets, %emptied, @extended, @popped, $text, %full, @full, $full);

sub scratch {
    my $work = 'x';
    $work x= 10_000_000 if shift; # in place: 5.42 takes over the buffer of what it assigns
    return length $work;
}

my %makers = (
    buckets => sub { keys(%buckets) = 1_000_000; $buckets{$_} = 1 for 1 .. 10 },
    emptied => sub { $emptied{$_} = 1 for 1 .. 500_000; delete $emptied{$_} for 11 .. 500_000 },
    extended => sub { $#extended = 3_000_000; $#extended = 9; $_ = 1 for @extended },
    popped => sub { push @popped, $_ for 1 .. 1_000_000; splice @popped, 10 },
    text => sub { $text = 'x' x 10_000_000; substr($text, 10) = '' },
    scratch => sub { scratch(1) },
    full => sub {
        for (1 .. 300_000) {
            $full{$_} = 1;
            push @full, $_;
            $full .= 'some text ';
        }
    },
);
$makers{$wanted}->();
undef %makers;
truth::serve();
