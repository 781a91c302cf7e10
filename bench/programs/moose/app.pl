package Person;
use Moose;
has name => (is => 'rw', isa => 'Str');
has age => (is => 'rw', isa => 'Int');
has friends => (is => 'rw', isa => 'ArrayRef');
__PACKAGE__->meta->make_immutable;

package main;
our @PEOPLE = map { Person->new(name => "person $_", age => $_, friends => [$_, $_ + 1]) } 1 .. 40_000;
open my $file, '>', 'truth.json' or die;
printf $file '{"people": %d, "owned": %d}', scalar @PEOPLE, 7 * @PEOPLE;
close $file;
$| = 1;
print "READY\n";
sleep 1000 while 1;
