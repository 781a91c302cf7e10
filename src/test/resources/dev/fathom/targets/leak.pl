# Rings that nothing refers to, beside live data: leak.pl RINGS DEPTH
use strict;
use warnings;
use File::Basename;
use lib dirname(__FILE__);
use truth;
use Scalar::Util 'weaken';

my ($rings, $depth) = (@ARGV, 0, 0);

package Node {
    sub new {
        my ($class, $name) = @_;
        my $self = bless { name => "node $name" }, $class;
        my @children = ($self);
        $self->{children} = \@children;
        return $self;
    }
}

# Not leaked: reached, or referring to itself by a weak reference.
our @live = map { { number => $_ } } 1 .. 5000;
our $ring = Node->new('live');
our $tree = bless { children => [] }, 'Tree';
push @{ $tree->{children} }, bless { parent => $tree }, 'Tree' for 1 .. 100;
weaken $_->{parent} for @{ $tree->{children} };

Node->new($_) for 1 .. $rings;
{
    my ($first, $second) = ({}, {});
    ($first->{other}, $second->{other}) = ($second, $first);
}
# What is left over on a stack may hold one of them.
for (1 .. 3) {
    my $callback;
    $callback = sub { $callback };
}

# A list as deep as can be.
our $deep;
$deep = [$deep] for 1 .. $depth;

truth::serve();
