# Grows at lines that it names, slowly, and writes to a file what it grew by at each, as the kernel says:
#
#     growing_lines.pl FILE COUNT
#
# First it grows at another line, until there is a FILE.go.
use strict;
use warnings;

my ($file, $count) = @ARGV;
my (@kept, @told);
my @pauses = ((0.003) x ($count - 1), 0.5);

sub grown {
    my ($first, $done) = @_;
    open(my $statm, "<", "/proc/self/statm") or die;
    my @fields = split " ", <$statm>;
    my $now = ($fields[1] - $fields[2]) * 4096;
    push @told, "$done " . ($now - $first) if $done;
    return $now;
}

sub innermost {
    my $seconds = shift;
    push @kept, "n" x 65536 and select(undef, undef, undef, $seconds);    # line: nested
}

sub between { innermost(@_) }

package Some::Class;

sub flat {
    for (@pauses) { push @kept, "f" x 65536 and select(undef, undef, undef, $_); }    # line: flat
}

package main;

for (1 .. 6000) { last if -e "$file.go"; push @kept, "g" x 65536 and select(undef, undef, undef, 0.01); }
my $at = grown(0, "");
Some::Class->flat();
$at = grown($at, "flat");
between($_) for @pauses;
grown($at, "nested");
open(my $out, ">", $file) or die;
print $out join("\n", @told);
