# Devel::MAT's questions, answered by what a Fathom has written to the file (`FathomDump.java`):
#
#   o ADDRESS TYPE SHALLOW PATH     a value: its type and path as Fathom prints them; of a key its text
#   e FROM TO KIND NAME             a reference: KIND is key, index or field
#   r ADDRESS PATH                  a root
#   d ADDRESS NAME VALUE            what Fathom says of the value as Devel::Peek would
#
# What Fathom tells is only spelled here as Devel::MAT spells it. What it does not tell is undef or an empty list.
package Devel::MAT;

use strict;
use warnings;
no warnings qw(recursion portable);

sub load {
    my ($class, $file) = @_;
    my %self = (objects => {}, edges => {}, into => {}, details => {}, roots => []);
    open my $lines, '<:utf8', $file or die "$file: $!";
    while (defined(my $line = <$lines>)) {
        chomp $line;
        my ($what, @words) = split / /, $line, -1;
        if ($what eq 'o') {
            my ($address, $type, $size) = splice @words, 0, 3;
            $self{objects}{$address} = [$type, $size, join ' ', @words];
        } elsif ($what eq 'e') {
            my ($from, $to, $kind) = splice @words, 0, 3;
            my $edge = [$from, $to, $kind, join ' ', @words];
            push @{ $self{edges}{$from} }, $edge;
            push @{ $self{into}{$to} }, $edge;
        } elsif ($what eq 'r') {
            my $address = shift @words;
            push @{ $self{roots} }, [$address, "@words"];
        } elsif ($what eq 'd') {
            my ($address, $name) = splice @words, 0, 2;
            push @{ $self{details}{$address}{$name} }, join ' ', @words;
        }
    }
    my $self = bless \%self, $class;
    $Devel::MAT::SV::in = $self;
    return $self;
}

sub dumpfile        { Devel::MAT::Dumpfile->new($_[0]) }
sub available_tools { qw(Identify Inrefs Reachability Sizes) }
sub load_tool       { 1 }
sub sv              { my ($self, $address) = @_; Devel::MAT::SV->at($address) }

# A value by the name that Fathom has for it.
sub named {
    my ($self, $name) = @_;
    $self->{named} //= { map { $self->{objects}{$_}[2] => $_ } sort keys %{ $self->{objects} } };
    return $self->sv($self->{named}{$name});
}

sub find_symbol {
    my ($self, $name) = @_;
    my ($sigil, $rest) = $name =~ /^(.)(?:main)?(?:::)?(.*)/;
    return $self->named($sigil . ($rest =~ /::/ ? $rest : "main::$rest"));
}

sub find_glob  { my ($self, $name) = @_; $self->find_symbol("*$name") }
sub find_stash { my ($self, $name) = @_; $self->named("%${name}::") }

sub inref_graph { my ($self, $sv) = @_; Devel::MAT::Node->new($sv) }

package Devel::MAT::Node;

sub new      { my ($class, $sv) = @_; bless { sv => $sv }, $class }
sub sv       { $_[0]{sv} }
sub edges_in { map { $_ => Devel::MAT::Node->new($_->sv) } $_[0]{sv}->inrefs }
sub roots    { $_[0]{sv}->path eq '%main::' ? Devel::MAT::Reference->new(name => 'the default stash') : () }

package Devel::MAT::Dumpfile;

sub new {
    my ($class, $mat) = @_;
    return $mat->{dumpfile} //= bless { mat => $mat, perlver => 0x05240000 }, $class;
}

sub root {
    my ($self, $path) = @_;
    my ($root) = grep { $_->[1] eq $path } @{ $self->{mat}{roots} };
    return $root ? $self->sv_at($root->[0]) : undef;
}

sub ithreads { 1 }
sub sv_at    { my ($self, $address) = @_; Devel::MAT::SV->at($address) }
sub heap     { map { Devel::MAT::SV->at($_) } sort keys %{ $_[0]{mat}{objects} } }
sub defstash { $_[0]->root('%main::') }
sub main_cv  { $_[0]->root('main program') }
sub strtab   { $_[0]->root('PL_strtab') }

package Devel::MAT::Reference;

sub new      { my ($class, %told) = @_; bless \%told, $class }
sub name     { $_[0]{name} }
sub strength { $_[0]{strength} }
sub sv       { $_[0]{sv} }

package Devel::MAT::SV;

our $in;
my %known;

my %BASE = (
    SCALAR => 'SV', UNDEF => 'SV', REF => 'SV', ARRAY => 'AV', PAD => 'AV', HASH => 'HV', STASH => 'HV', GLOB => 'GV',
    CODE => 'CV', LVALUE => 'LV', IO => 'IO', FORMAT => 'FM', REGEXP => 'REGEXP', INVLIST => 'INVLIST',
);

# An object of the class is its address; there is one of each.
sub at {
    my ($class, $address) = @_;
    return undef if !$address || !$in->{objects}{$address};
    return $known{$address} //= bless \(my $it = $address), $class;
}

sub addr     { ${ $_[0] } }
sub told     { $in->{objects}{ ${ $_[0] } } }
sub path     { $_[0]->told->[2] }
sub size     { $_[0]->told->[1] }
sub type     { my $type = $_[0]->told->[0]; $type =~ s/.*=//; $type =~ s/\(.*//; $type }
sub basetype { $BASE{ $_[0]->type } }
sub detail   { my ($self, $name) = @_; my $all = $in->{details}{$$self}{$name}; $all ? $all->[0] : undef }
sub flags    { my ($self) = @_; $self->detail('FLAGS') // '' }
sub immortal { 0 }
sub refcnt   { $_[0]->detail('REFCNT') }
sub symname  { my $path = $_[0]->path; $path =~ /^[\$\@%&*][\w:]+$/ ? $path : undef }
sub reachable { $_[0]->path !~ /^</ }

sub desc {
    my ($self) = @_;
    my $type = $self->type;
    return $type unless $type eq 'SCALAR';
    return 'SCALAR(' . (defined $self->pv ? 'P' : '') . ')';
}


my %SLOT = ('$' => 'the scalar', '@' => 'the array', '%' => 'the hash', '&' => 'the code');

sub spelled {
    my ($from, $kind, $name) = @_;
    return "element [$name]" if $kind eq 'index';
    return "value {$name}" if $kind eq 'key';
    return 'the referrant' if $name =~ /^->/;
    return "the lexical $1" if $name =~ /->([\$\@%&]\w+)$/;
    return 'pad temporary' if $name =~ /constants and temporaries/;
    return 'a constant' if $name eq ' (constant)';
    return "value {$1}" if $from->type eq 'STASH' && $name =~ /^\*.*::([^:]+)$/;
    return $SLOT{ substr $name, 0, 1 } if $from->type eq 'GLOB' && $SLOT{ substr $name, 0, 1 };
    return $name =~ s/^ \((.*)\)$/the $1/r;
}

sub reference {
    my ($edge, $other) = @_;
    return Devel::MAT::Reference->new(
        name => spelled(Devel::MAT::SV->at($edge->[0]), @$edge[2, 3]), strength => 'strong', sv => Devel::MAT::SV->at($edge->[$other]));
}

sub is_value { my ($address) = @_; my $told = $in->{objects}{$address}; $told && $told->[0] !~ /^(?:HEK|COW|OPS|PerlInterpreter)$/ }

sub outrefs_direct { my ($self) = @_; map { reference($_, 1) } grep { is_value($_->[1]) } @{ $in->{edges}{$$self} // [] } }
sub outrefs_strong { $_[0]->outrefs_direct }
sub outrefs { my ($self) = @_; ($self->outrefs_direct, $self->outrefs_indirect) }

sub outrefs_indirect {
    my ($self) = @_;
    return map {
        my $reference = $_;
        my $to = $reference->sv->type eq 'REF' ? $reference->sv->rv : undef;
        $to ? Devel::MAT::Reference->new(name => $reference->name . ' via RV', strength => 'indirect', sv => $to) : ();
    } $self->outrefs_direct;
}

sub inrefs_direct { my ($self) = @_; map { reference($_, 0) } grep { is_value($_->[0]) } @{ $in->{into}{$$self} // [] } }

sub inrefs_indirect {
    my ($self) = @_;
    return map {
        my $holder = $_->sv;
        map { Devel::MAT::Reference->new(name => $_->name . ' via RV', strength => 'indirect', sv => $_->sv) } $holder->inrefs_direct;
    } grep { $_->sv->type eq 'REF' } $self->inrefs_direct;
}

sub inrefs { my ($self) = @_; ($self->inrefs_direct, $self->inrefs_indirect) }
sub outref_named { my ($self, $name) = @_; my ($found) = grep { $_->name eq $name } $self->outrefs; $found }
sub maybe_outref_named { my ($self, $name) = @_; return scalar $self->outref_named($name) }
sub to { my ($self, $name) = @_; my $found = $self->outref_named($name); $found ? $found->sv : undef }

# Scalars.
sub pv {
    my ($self) = @_;
    my $told = $self->detail('PV') // return undef;
    return undef unless $told =~ /^\w+ "(.*)"$/s;
    my $text = $1 =~ s/\\x\{([0-9a-f]+)\}/chr hex $1/ger;
    return $text;
}
sub uv { $_[0]->detail('IV') }
sub pv_is_utf8 { $_[0]->flags =~ /UTF8/ }
sub is_weak { $_[0]->flags =~ /WEAKREF/ }
sub rv { my ($self) = @_; my $told = $self->detail('RV') // return undef; return Devel::MAT::SV->at(hex $told) }
sub lvtype { $_[0]->detail('TYPE') }

# Globs, hashes, arrays.
sub scalar { $_[0]->to('the scalar') }
sub array  { $_[0]->to('the array') }
sub hash   { $_[0]->to('the hash') }
sub code   { $_[0]->to('the code') }
sub io     { my ($self) = @_; my ($io) = grep { $_->sv->type eq 'IO' } $self->outrefs_direct; $io ? $io->sv : undef }
sub value  { my ($self, $key) = @_; $self->to("value {$key}") }
sub value_code { my ($self, $key) = @_; my $value = $self->value($key); $value->type eq 'REF' ? $value->rv : $value->code }
sub values { my ($self) = @_; map { $_->sv } grep { $_->name =~ /^value \{/ } $self->outrefs_direct }
sub elems  { my ($self) = @_; map { $_->sv } grep { $_->name =~ /^(?:element|the lexical|pad temporary)/ } $self->outrefs_direct }
sub elem   { my ($self, $place) = @_; $self->to("element [$place]") }
sub stashname { my $path = $_[0]->path; $path =~ /^%(.*)::$/ ? $1 : undef }
sub backrefs { my ($self) = @_; my ($found) = grep { $_->name =~ /back-references|magic </ } $self->outrefs_direct; $found ? $found->sv : undef }
sub is_backrefs { my ($self) = @_; scalar grep { $_->[3] =~ /back-references|magic </ } @{ $in->{into}{$$self} // [] } }

sub hek_at {
    my ($self, $key) = @_;
    my ($found) = grep { $in->{objects}{ $_->[1] } && $in->{objects}{ $_->[1] }[0] eq 'HEK' && $in->{objects}{ $_->[1] }[2] eq $key } @{ $in->{edges}{$$self} // [] };
    return $found ? $found->[1] : undef;
}

# Subs. The pads are told in order, what is not there is left out.
sub depth { $_[0]->detail('DEPTH') }
sub cv_flags { my $flags = $_[0]->detail('CvFLAGS'); defined $flags ? hex $flags : 0 }
sub is_clone  { $_[0]->cv_flags & 0x20 }
sub is_cloned { $_[0]->cv_flags & 0x40 }
sub line { $_[0]->detail('LINE') }
sub pads { my ($self) = @_; map { $_->sv } grep { $_->sv->type eq 'PAD' } $self->outrefs_direct }
sub pad  { my ($self, $depth) = @_; ($self->pads)[$depth - 1] }
sub padname { my ($self, $place) = @_; my @all = $self->pad(1)->outrefs_direct; Devel::MAT::Reference->new(name => $all[$place]->name =~ s/^the lexical //r) }
sub padix_from_padname { my ($self, $name) = @_; my @all = $self->pad(1)->outrefs_direct; (grep { $all[$_]->name eq "the lexical $name" } 0 .. $#all)[0] }
sub max_padix { my ($self) = @_; my @all = $self->pad(1)->outrefs_direct; $#all }
sub padcv { my ($self) = @_; my ($found) = grep { $_->sv->type eq 'CODE' } $self->inrefs_direct; $found ? $found->sv : undef }
sub maybe_lexvar { my ($self, $name) = @_; my $pad = $self->type eq 'PAD' ? $self : $self->pad(1); $pad ? $pad->to("the lexical $name") : undef }
sub lexvar { my ($self, $name) = @_; $self->maybe_lexvar($name) }
sub operations { my ($self) = @_; my ($found) = grep { $in->{objects}{ $_->[1] } && $in->{objects}{ $_->[1] }[0] eq 'OPS' } @{ $in->{edges}{$$self} // [] }; $found ? $found->[1] : 0 }
sub protosub {
    my ($self) = @_;
    my ($found) = grep { $_->is_clone } map { Devel::MAT::SV->at($_->[0]) } grep { $in->{objects}{ $_->[0] }[0] =~ /CODE/ } @{ $in->{into}{ $self->operations } // [] };
    return $found;
}
sub constants { my ($self) = @_; map { $_->sv } grep { $_->sv->flags =~ /READONLY/ } map { grep { $_->name eq 'pad temporary' } $_->outrefs_direct } $self->pads }

# Sizes, as Devel::MAT puts them together.
sub structure_set {
    my ($self) = @_;
    my @set = ($self, $self->type eq 'ARRAY' ? $self->elems : $self->type eq 'HASH' ? $self->values : ());
    return @set;
}
sub structure_size { my $size = 0; $size += $_->size for $_[0]->structure_set; $size }
sub owned_set {
    my @more = (shift);
    my (%seen, @owned);
    while (@more) {
        my $next = pop @more;
        push @owned, $next;
        $seen{$$next}++;
        push @more, grep { !$seen{$$_} && $_->refcnt == 1 } map { $_->sv } $next->outrefs_strong;
    }
    return @owned;
}
sub owned_size { my $size = 0; $size += $_->size for $_[0]->owned_set; $size }

our $AUTOLOAD;
sub AUTOLOAD { return wantarray ? () : undef }
sub DESTROY  { }

1;
