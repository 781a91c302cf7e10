# Devel::Size's functions, answered by a Fathom that looks at this process from outside: it waits for the answer, and is
# held meanwhile. FATHOM_SOCKET is where to ask, FATHOM_VERSION of Devel::Size that its suite asks for.
package Devel::Size;

use strict;
use warnings;
use Exporter qw(import);
use Scalar::Util ();
use Socket ();

our $VERSION     = $ENV{FATHOM_VERSION};
our @EXPORT_OK   = qw(size total_size);
our %EXPORT_TAGS = (all => \@EXPORT_OK);
our ($warn, $dangle) = (1, 0);

my $where = Socket::pack_sockaddr_un($ENV{FATHOM_SOCKET});

sub ask {
    my ($word, $address) = @_;
    socket(my $line, Socket::AF_UNIX(), Socket::SOCK_STREAM(), 0) or die "no socket: $!";
    connect($line, $where) or die "nobody answers: $!";
    syswrite $line, "$$ $word $address\n";
    my $answer = "";
    1 while sysread $line, $answer, 4096, length $answer;
    $answer =~ /^(\d+)\n/ or die "an answer that is none: $answer";
    return $1 + 0;
}

# What an argument refers to is asked for; else the argument itself.
sub size       { ask("size",       Scalar::Util::refaddr(ref $_[0] ? $_[0] : \$_[0])) }
sub total_size { ask("total_size", Scalar::Util::refaddr(ref $_[0] ? $_[0] : \$_[0])) }

1;
