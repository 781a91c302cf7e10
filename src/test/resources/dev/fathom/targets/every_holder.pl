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
no warnings qw(once redefine void experimental);
use feature qw(state say current_sub refaliasing signatures);
use File::Basename;
use lib dirname(__FILE__);
use truth;
use Scalar::Util qw(refaddr weaken);
use Symbol qw(gensym);
use Hash::Util qw(lock_keys lock_hash);
use Hash::Util::FieldHash qw(fieldhash);
use Tie::RefHash;
use IO::File;
use List::Util qw(first);
use POSIX ();

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

{ package Dying; sub DESTROY { $_[0]{dying} and main::further() } }
{ package Read; sub TIESCALAR { bless [$_[1]], $_[0] } sub FETCH { main::further(); 1 } }
{ package Added; use overload '+' => sub { main::further(); 1 } }

sub named { my $class = 'Held_' . $#weak; bless $_[0], $class; $weak[-1] = $_[0]; weaken $weak[-1]; $_[0] }

# Another marker in the place of one that cannot be used.
sub instead { $weak[-1] = $_[0]; weaken $weak[-1]; bless $_[0], 'Held_' . $#weak }

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
    'array with holes' => sub { my @a; $a[100] = shift; \@a },
    'array of which elements were deleted' => sub { my @a = (1 .. 9, shift); delete $a[$_] for 2 .. 8; pop @a if 0; \@a },
    'array whose length is a variable' => sub { my @a = (shift); my $h = { length => \$#a, array => \@a }; $h },
    'array that is read-only' => sub { my @a = (shift); Internals::SvREADONLY(@a, 1); Internals::SvREADONLY($a[0], 1); \@a },
    'element of an array' => sub { my @a = (1, shift); \$a[1] },
    'value of a hash' => sub { my %h = (held => shift); \$h{held} },
    'element that is not there yet' => sub { my @a = (shift); my $at = 7; sub { \@_ }->($a[$at]) },
    'value that is not there yet' => sub { my %h = (held => shift); sub { \@_ }->($h{absent}) },
    'hash of which locked keys were deleted' => sub { my %h = (map({ $_ => 1 } 'a' .. 'j'), held => shift); lock_keys(%h); delete $h{$_} for 'a' .. 'f'; \%h },
    'hash that is read-only' => sub { my %h = (held => shift); lock_hash(%h); \%h },
    'hash of which the entry at hand was deleted' => sub { my %h = (a => 1, held => shift); my $k; 1 while defined($k = each %h) && $k ne 'a'; delete $h{a}; \%h },
    'large hash' => sub { my %h = map { $_ => $_ } 1 .. 20_000; delete @h{1 .. 19_000}; $h{held} = shift; \%h },
    'reference where a number was' => sub { my $x = 1.5; my $t = "$x"; $x = shift; \$x },
    'reference where a text with a position was' => sub { my $x = "aa"; $x =~ /a/g; $x = shift; \$x },
    'reference where a glob was' => sub { my $x = *STDOUT; $x = shift; \$x },
    'reference where the beginning of a text was cut off' => sub { my $x = "x" x 100; $x =~ s/^x{50}//; $x = shift; \$x },
    'reference that was weak' => sub { my $h = { a => shift }; weaken(my $w = $h->{a}); $h->{b} = $w; delete $h->{a}; $h },
    'object of two classes' => sub { bless bless({ held => shift }, 'Some::Class'), 'Other::Class' },
    'object of a class that is gone' => sub { my $m = shift; my $n = 'Gone' . @weak; my $o = bless { held => $m }, $n; no strict 'refs'; undef %{"${n}::"}; delete $main::{"${n}::"}; $o },
    'object with a destructor' => sub { bless { held => shift }, 'Dying' },
    'lvalue function' => sub { my $m = shift; my $f = sub : lvalue { $m }; $f },
    'lexical function' => sub { my $m = shift; my sub inner { $m } \&inner },
    'function that knows itself' => sub { my $m = shift; sub { __SUB__ if 0; $m } },
    'default of a signature' => sub { my $m = shift; sub ($x = $m) { $x } },
    'function of evaluated text' => sub { my $m = shift; eval 'sub { $m }' },
    'code of a substitution' => sub { my $m = shift; sub { my $x = "a"; $x =~ s/a/$m/e; 1 } },
    'state array' => sub { my $f = eval 'sub { state @s = @_; 1 }'; $f->(shift); $f },
    'state hash' => sub { my $f = eval 'sub { state %s = (held => @_); 1 }'; $f->(shift); $f },
    'alias of a hash' => sub { my $h = { held => shift }; \my %a = $h; undef $h; sub { \%a } },
    'comparison of a sort' => sub { my $m = shift; my $c = sub { $m; $a <=> $b }; my @s = sort $c 3, 1, 2; $c },
    'glob in a scalar' => sub { my $g = gensym; ${*$g} = shift; my $copy = *$g; \$copy },
    'glob in an element' => sub { my $g = gensym; @{*$g} = (shift); my %h; sub { $_[0] = *$g; \$_[0] }->($h{absent}) },
    'glob that was deleted' => sub { no strict 'refs'; my $n = 'Deleted::x' . @weak; ${$n} = shift; my $g = \*{$n}; delete $Deleted::{ 'x' . $#weak } or delete $Deleted::{ 'x' . @weak }; $g },
    'file in memory' => sub { my $text = "some\ntext\n"; open my $f, '<', \$text; my $line = <$f>; instead(\$text); $f },
    'file in memory that is written' => sub { my $text = ''; open my $f, '>', \$text; print $f "some text"; instead(\$text); $f },
    'scalar of a package by a glob' => sub { no strict 'refs'; my $x = shift; *{"Packaged::aliased"} = \$x; undef },
    'hash of a package by a glob' => sub { no strict 'refs'; *{"Packaged::aliased"} = { held => shift }; undef },
    'reference in a symbol table' => sub { my $m = shift; $Packaged::{IN_PLACE_OF_A_GLOB} = \$m; undef },
    'function in a symbol table' => sub { eval 'package Packaged::Functions; sub kept { state $s = shift; 1 }'; Packaged::Functions::kept(shift); undef },
    'method that was inherited' => sub { no strict 'refs'; my $m = shift; *{"Parent::method"} = sub { $m; 1 }; @{"Child::ISA"} = ('Parent'); Child->method; undef },
    'override of a function of perl' => sub { my $m = shift; *CORE::GLOBAL::hex = sub { $m; 1 }; undef },
    'array of the standard input' => sub { @{*STDIN} = (shift); undef },
    'action of a signal' => sub { my $m = shift; POSIX::sigaction(POSIX::SIGUSR2(), POSIX::SigAction->new(sub { $m })); undef },
    'arguments of a hook of require' => sub { push @INC, [sub { undef }, shift]; undef },
    'overloaded operators' => sub { my $m = shift; my $n = 'Overloaded' . @weak; eval "package $n; use overload '-' => sub { \$m; 1 }; 1" or die $@; bless {}, $n },
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

# What runs holds a marker, too: each of these goes on to the next.
sub marker {
    my ($label) = @_;
    push @weak, undef;
    push @label, $label;
    my $marker = {};
    named($marker);
    return $marker;
}

our ($local, @local, %local, @element, %value, %deleted);
my @running = (
    sub { my $m = marker('lexical of a running sub'); further() },
    sub { sub { further() }->(marker('argument of a running sub')) },
    sub { sub { goto &further }->(marker('argument after goto')) },
    sub { sub { &further }->(marker('arguments that were handed on')) },
    sub { for (marker('topic of a loop')) { further() } },
    sub { for my $m (marker('variable of a loop')) { further() } },
    sub { for my $m (1, marker('list of a loop')) { further() if !ref $m } },
    sub { for my $m (@{ [marker('array of a loop')] }) { further() } },
    sub { my @made = map { further() } marker('item of a map') },
    sub { my @found = grep { further() } marker('item of a grep') },
    sub { my $found = first { further() } marker('item of a module of C') },
    sub { my $once; my @sorted = sort { further() if !$once++; 0 } marker('item of a sort'), 1 },
    sub { my @list = (marker('item of a list'), further()) },
    sub { eval { my $m = marker('lexical of a block'); further() } },
    sub { eval 'my $m = marker("lexical of evaluated text"); further()' },
    sub { $local = marker('saved scalar'); local $local = 1; further() },
    sub { @local = (marker('saved array')); local @local = (1); further() },
    sub { %local = (held => marker('saved hash')); local %local = (a => 1); further() },
    sub { @element = (1, marker('saved element')); local $element[1] = 2; further() },
    sub { %value = (held => marker('saved value')); local $value{held} = 2; further() },
    sub { %deleted = (held => marker('value that was deleted locally')); delete local $deleted{held}; further() },
    sub { *glob = do { my $m = marker('saved glob'); sub { $m } }; local *glob = sub { 1 }; further() },
    sub { my @my = (1, marker('saved element of a lexical')); local $my[1] = 2; further() },
    sub { my $object = bless { dying => 1, held => marker('object that is being destroyed') }, 'Dying'; undef $object },
    sub { tie my $tied, 'Read', marker('tied scalar that is being read'); my $x = $tied },
    sub { my $object = bless { held => marker('object of a running operator') }, 'Added'; my $x = $object + 1 },
    sub { local $@ = marker('error that was caught'); further() },
    sub { "a" =~ /a(?{ my $m = marker('lexical of code in a pattern'); further() })/ },
);

sub further { my $next = shift @running; $next ? $next->() : ready() }

sub goes {
    my ($number) = @_;
    my $child = fork;
    if (!$child) {
        delete $hold{ $label[$number] };
        POSIX::_exit(defined $weak[$number] ? 0 : 1);
    }
    waitpid $child, 0;
    return $? >> 8;
}

sub ready {
    $| = 1;
    for my $number (0 .. $#weak) {
        (my $label = $label[$number]) =~ tr/ /-/;
        if (defined $weak[$number]) { my $goes = goes($number); my $at = refaddr($hold{ $label[$number] }) // 0; print "way $number $label $at $goes\n" }
        else { print "absent $label\n" }
    }
    @ways = ();
    local $saved = 'another';
    truth::serve();
}

further();
