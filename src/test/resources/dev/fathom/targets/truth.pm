# What the Perl targets have in common: they say `ready PID`, then answer each line on their standard input by `done`.
#
#   dump FILE     a forked child writes a dump of all its values with Devel::MAT, so that asking changes nothing here
#   peek FILE X   a forked child writes what Devel::Peek prints of X: `%main::cache`
#   dump-levels FILE N X    the same with N levels of what X leads to
#   follow FILE TO  a forked child reads each line of FILE as a way to a value, and writes the value's address to TO, or
#                   why there is none
#   call SUB N    calls a sub of the script
#
# Skips where Devel::MAT is wanted (the first argument is `mat`) and not there.
package truth;
use strict;
use warnings;

sub import {
    return unless @ARGV && $ARGV[0] eq 'mat';
    shift @ARGV;
    unless (eval { require Devel::MAT::Dumper; 1 }) {
        print "skip: no Devel::MAT::Dumper for this perl\n";
        exit 0;
    }
}

# Of `%main::h{key}` perl's own code has a `$` before it, where one value is meant.
sub follow {
    my ($from, $to) = @_;
    require Scalar::Util;
    open my $ways, '<:utf8', $from or die $!;
    open my $addresses, '>', $to or die $!;
    while (defined(my $way = <$ways>)) {
        chomp $way;
        (my $code = $way) =~ s/^[%\@]((?:\w|::)+[\[{])/\$$1/;
        my $take = $code =~ /\*\{\w+}$|^\*[\w:]+\{\w+}$/ ? '' : '\\'; # a slot of a glob is a reference
        my $reference = eval "no strict; no warnings; $take $code";
        my $why = $@ =~ s/\s+/ /gr;
        printf $addresses "%s\n", defined $reference ? Scalar::Util::refaddr($reference) : $why;
    }
    close $addresses;
}

sub serve {
    $| = 1;
    print "ready $$\n";
    while (defined(my $line = <STDIN>)) {
        chomp $line;
        my ($command, @words) = split / /, $line;
        if ($command eq 'dump') {
            my $child = fork;
            if (!$child) {
                Devel::MAT::Dumper::dump($words[0]);
                require POSIX;
                POSIX::_exit(0);
            }
            waitpid $child, 0;
        } elsif ($command eq 'peek') {
            my $child = fork;
            if (!$child) {
                require Devel::Peek;
                require POSIX;
                open STDERR, '>', $words[0] or POSIX::_exit(1);
                my $reference = eval "\\$words[1]";
                Devel::Peek::Dump($reference, 1);
                if (ref $reference eq 'CODE') {
                    require B;
                    printf STDERR "    LINE = %d\n", B::svref_2object($reference)->START->line;
                }
                POSIX::_exit(0);
            }
            waitpid $child, 0;
        } elsif ($command eq 'dump-levels') {
            my $child = fork;
            if (!$child) {
                require Devel::Peek;
                require POSIX;
                open STDERR, '>', $words[0] or POSIX::_exit(1);
                Devel::Peek::Dump(eval "\\$words[2]", $words[1]);
                POSIX::_exit(0);
            }
            waitpid $child, 0;
        } elsif ($command eq 'follow') {
            my $child = fork;
            if (!$child) {
                follow(@words);
                require POSIX;
                POSIX::_exit(0);
            }
            waitpid $child, 0;
        } elsif ($command eq 'call') {
            no strict 'refs';
            &{"main::$words[0]"}($words[1]);
        } else {
            print "failed $command\n";
            next;
        }
        print "done\n";
    }
}

1;
