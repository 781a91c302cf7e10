# Values of Perl, each held by one other alone, in each way that perl has: every_holder.pl
#
# All that is kept of a marker, which is blessed into a class of its own (`Held_7`), is a weak reference. Says
#
#     way     NUMBER LABEL HOLDER GOES   it is held; by what is at an address (0: by perl itself); whether it goes in a
#                                        forked child that drops the holder
#     absent  LABEL                 the way does not hold it, or cannot be gone here
#
# then serves (see truth.pm).
use strict;
use warnings;
no warnings qw(once redefine void);
use feature qw(state say);
use File::Basename;
use lib dirname(__FILE__);
use truth;
use Scalar::Util qw(refaddr weaken);
use Symbol qw(gensym);
use Hash::Util qw(lock_keys);
use Hash::Util::FieldHash qw(fieldhash);
use Tie::RefHash;
use IO::File;

our (%hold, @weak, @label, %field);
fieldhash %field;

{ package Tied;
  sub new { my ($class, $m) = @_; bless [$m], 'Tied' }
  sub TIESCALAR { new(@_) } sub TIEARRAY { new(@_) } sub TIEHASH { new(@_) } sub TIEHANDLE { new(@_) }
  sub FETCH { 1 } sub FETCHSIZE { 0 } sub STORE { } sub FIRSTKEY { undef } }
{ package Via;
  our $next;
  sub PUSHED { my $self = bless { held => $next }, 'Via'; undef $next; $self }
  sub FILL { undef } }

sub named { my $class = 'Held_' . $#weak; bless $_[0], $class; $weak[-1] = $_[0]; weaken $weak[-1]; $_[0] }

my @ways = (
    'array' => sub { [shift] },
    'array within another' => sub { [[1, [shift]]] },
    'array of which the beginning was shifted off' => sub { my @a = (1 .. 30, shift); shift @a for 1 .. 25; \@a },
    'hash' => sub { +{ key => shift } },
    'hash with many keys' => sub { my %h = map { $_ => $_ } 1 .. 500; $h{held} = shift; \%h },
    'hash with keys in utf8' => sub { +{ "\x{263a}" => shift } },
    'hash with locked keys' => sub { my %h = (key => shift); lock_keys(%h); \%h },
    'hash that is gone through' => sub { my %h = (key => shift); each %h; \%h },
    'reference' => sub { my $m = shift; \$m },
    'reference to a reference' => sub { my $m = shift; \\$m },
    'weak reference beside it' => sub { my $h = { held => shift }; weaken($h->{weak} = $h->{held}); $h },
    'ring' => sub { my $h = { held => shift }; $h->{self} = $h; weaken $h->{self}; $h },
    'object' => sub { bless { held => shift }, 'Some::Class' },
    'closure' => sub { my $m = shift; sub { $m } },
    'closure within a closure' => sub { my $m = shift; sub { sub { $m } } },
    'variable of a recursive closure' => sub { my $m = shift; my $f; $f = sub { $_[0] ? $f->(0) : $m }; my $g = $f; weaken $f; $g->(1); $g },
    'state variable' => sub { my $f = sub { state $s = shift; 1 }; $f->(shift); $f },
    'pad of a function' => sub { my $f = eval 'my $kept; sub { $kept = shift if @_; 1 }'; $f->(shift); $f },
    'constant function' => sub { my $m = shift; my $f = sub () { $m }; $f },
    'scalar of a glob' => sub { my $g = gensym; ${*$g} = shift; $g },
    'array of a glob' => sub { my $g = gensym; @{*$g} = (shift); $g },
    'hash of a glob' => sub { my $g = gensym; %{*$g} = (held => shift); $g },
    'function of a glob' => sub { my $g = gensym; my $m = shift; *$g = sub { $m }; $g },
    'hash of a file handle' => sub { my $f = IO::File->new($0, 'r'); ${*$f}{held} = shift; $f },
    'hash of a directory handle' => sub { opendir my $d, '/'; ${*$d}{held} = shift; $d },
    'tied scalar' => sub { tie my $t, 'Tied', shift; \$t },
    'tied array' => sub { tie my @t, 'Tied', shift; \@t },
    'tied hash' => sub { tie my %t, 'Tied', shift; \%t },
    'tied handle' => sub { my $g = gensym; tie *$g, 'Tied', shift; $g },
    'element of a tied hash' => sub { tie my %t, 'Tied', shift; my $e = sub { \$_[0] }->($t{key}); $e },
    'hash of references' => sub { tie my %t, 'Tie::RefHash', shift() => 1; \%t },
    'code in a pattern' => sub { my $m = shift; qr/a(?{ $m })/ },
    'pattern in a pattern' => sub { my $m = shift; my $q = qr/a(??{ "$m" })/; qr/$q|b/ },
    'substring' => sub { ${ $_[0] } = 'some text'; \substr(${ $_[0] }, 1, 3) },
    'part of a vector' => sub { ${ $_[0] } = 'some text'; \vec(${ $_[0] }, 1, 8) },
    'position' => sub { ${ $_[0] } = 'some text'; \pos(${ $_[0] }) },
    'value with a position' => sub { my $v = "aaa"; $v =~ /a/g; [\$v, shift] },
    'layer of a handle' => sub { $Via::next = shift; open my $f, '<:via(Via)', $0; $f },
    'field of an object' => sub { my $object = {}; $field{$object} = shift; $object },
    'alias in an array' => sub { my $m = shift; sub { \@_ }->($m) },
    'format' => sub { my $m = shift; my $n = "Form" . @weak; no strict 'refs'; *{"Formats::$n"} = \$m; eval "package Formats; format $n =\n\@<\n\$$n\n.\n"; *{"Formats::$n"} },
    'value with an operator' => sub { my $m = shift; my $n = "Operators" . @weak; no strict 'refs'; *{"${n}::(+"} = sub { $m }; *{"${n}::()"} = sub { }; bless {}, $n },
    'handler of a signal' => sub { my $m = shift; $SIG{USR1} = sub { $m }; undef },
    'handler of warnings' => sub { my $m = shift; $SIG{__WARN__} = sub { $m }; undef },
    'handler of errors' => sub { my $m = shift; $SIG{__DIE__} = sub { $m }; undef },
    'end of the program' => sub { my $m = shift; our $at_end = $m; eval 'END { $main::at_end }'; undef },
    'variable of a package' => sub { no strict 'refs'; ${"Packaged::variable"} = shift; undef },
    'elements of a package' => sub { no strict 'refs'; @{"Packaged::variable"} = (1, shift); undef },
    'function of a package' => sub { no strict 'refs'; my $m = shift; *{"Packaged::function"} = sub { $m }; undef },
    'constant of a package' => sub { my $m = shift; require constant; constant->import(HELD_CONSTANT => $m); undef },
    'list of constants' => sub { my $m = shift; require constant; constant->import(HELD_LIST => 1, $m); undef },
    'selected handle' => sub { my $g = gensym; ${*$g} = shift; $main::selected = select $g; select STDOUT; $g },
    'hook of require' => sub { my $m = shift; push @INC, sub { $m if 0; undef }; undef },
    'saved by local' => sub { $main::saved = shift; undef },
);

our ($saved, $selected);
my %scalars = map { $_ => 1 } 'substring', 'part of a vector', 'position';

sub plant {
    my ($label, $make) = @_;
    push @weak, undef;
    push @label, $label;
    my $marker = $scalars{$label} ? do { my $text = ''; \$text } : {};
    named($marker);
    my $holder = eval { $make->($marker) };
    $hold{$label} = $holder if defined $holder;
}

for (my $at = 0; $at < @ways; $at += 2) { plant(@ways[$at, $at + 1]) }

sub goes {
    my ($number) = @_;
    my $child = fork;
    if (!$child) {
        delete $hold{ $label[$number] };
        require POSIX;
        POSIX::_exit(defined $weak[$number] ? 0 : 1);
    }
    waitpid $child, 0;
    return $? >> 8;
}

$| = 1;
for my $number (0 .. $#weak) {
    (my $label = $label[$number]) =~ tr/ /-/;
    if (defined $weak[$number]) { my $goes = goes($number); my $at = refaddr($hold{ $label[$number] }) // 0; print "way $number $label $at $goes\n" }
    else { print "absent $label\n" }
}
@ways = ();
local $saved = 'another';
truth::serve();
