# A Perl program that holds secrets wherever data can stand, and names that are no secrets: secrets.pl VISIBLE SALT
# Each secret is a word for its place and SALT, made at run time: no source spells it. What is made of VISIBLE is a name
# of a package, variable or sub, and is told.
use strict;
use warnings;
use utf8;
use File::Basename;
use lib dirname(__FILE__);
use truth;
use Hash::Util qw(lock_hash lock_keys);

our ($visible, $salt) = splice @ARGV, 0, 2;
sub secret { join '_', $_[0], $salt }
sub visible { join '_', $_[0], $visible }

# Values.
our $text = secret('text');
our $wide = secret("wide\x{20ac}");
our @list = map { secret("element$_") } 1 .. 20;
our @copies = ($text) x 5;
our $number = secret('both'); { no warnings; my $sum = $number + 0; }
our $reference = \secret('referenced');
our $pattern = do { my $inside = secret('pattern'); qr/^$inside$/ };
our $version = bless {original => secret('version')}, 'Spelled::Package';
our $shortened = secret('shortened') x 10; substr($shortened, 0, 5, '');

# Keys.
our %plain = map { (secret("key$_") => [secret("under$_")]) } 1 .. 50;
our %wide = (secret("wide\x{20ac}key") => [1]);
our %nested = (spelled_key => {secret('nested_key') => {another_key => [1]}});
our @keys = keys %plain;             # share their texts with the keys
our %again = map { $_ => [1] } @keys;
our %locked = (a => $keys[0], secret('locked_key') => $keys[1]); lock_hash(%locked);
our %restricted = (secret('restricted_key') => [1]); lock_keys(%restricted);
our %constant = (key => $keys[2]); Internals::SvREADONLY($constant{key}, 1);
our %element; $element{$keys[3]}{$keys[4]} = [1];
our $object = bless {secret('attribute') => [1], spelled_attribute => [2]}, 'Spelled::Package';
sub lookup { my %local = (secret('local_key') => [secret('local')]); return sub { $local{$_[0]} } }
our $closure = lookup();
our %tied; { package Tied; sub TIEHASH { bless {@_[1, 2]}, $_[0] } } tie %tied, 'Tied', secret('tied_key'), [1];

$INC{secret('Loaded.pm')} = secret('path');
our $handled = {secret('handled') => sub { 1 }}; $SIG{USR1} = $handled->{secret('handled')};
our $matches = do { my $group = secret('group'); my $text = secret('matched'); $text =~ /(?<$group>.*)/ ? {%+} : {} };
our %of_pairs; @of_pairs{secret('slice_a'), secret('slice_b')} = ([1], [2]);
our %weak = (secret('weak') => $object); { require Scalar::Util; Scalar::Util::weaken($weak{secret('weak')}) }
our %deep; $deep{secret('a')}{secret('b')}[0]{secret('c')} = [1];
our $evaluated = eval 'sub { "' . secret('evaluated') . '" }';
our @sorted = sort { $a cmp $b } keys %deep;
our $joined = join ',', map { "$_=$plain{$_}" } sort keys %plain;

$ENV{secret('VARIABLE')} = secret('environment');
eval { die secret('message') . "\n" }; our $error = $@;
eval { die {secret('in_an_exception') => [1]} }; our $died = $@;
open our $file, '+>', undef or die; print $file secret('file_content') x 100; seek $file, 0, 0; our $line = <$file>;
our $formatted = sprintf '%s %s', secret('formatted'), 1;

# Names.
{
    no strict 'refs';
    ${'main::' . visible('variable')} = [1 .. 100];
    *{'main::' . visible('sub')} = sub { 1 };
}
our $named = bless {spelled_inside => [1]}, visible('Package');

# The source spells these keys where it reads them, and where it makes a slice of them.
sub reads {
    my ($self) = @_;
    return ($nested{spelled_key}, $self->{spelled_attribute}, @$self{qw(first_of_slice second_of_slice)});
}
$object->{first_of_slice} = [reads($object)];

# A worker, which writes to what it shares, and ends with this process.
pipe my $lives, my $ends or die;
if (!fork) {
    close $ends;
    my %written = map { (secret("of_the_worker$_") => [secret('written')]) } 1 .. 1000;
    $text = secret('worker_text');
    sysread $lives, my $byte, 1;
    require POSIX;
    POSIX::_exit(0);
}

$0 = "program: $salt"; # which is the title that ps shows

truth::serve();
