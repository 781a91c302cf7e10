# A target that holds on to more and more in a hash of a package. Says `owner ADDRESS` of the hash, and its name.
use strict;
use warnings;
use File::Basename;
use lib dirname(__FILE__);
use truth;
use Scalar::Util 'refaddr';

our %settings = map { ("option $_" => [$_]) } 1 .. 300;

package Shop::Stock {
    our %sessions;
    sub remember { my ($number) = @_; $sessions{"session $number"} = { number => $number, text => "about $number" } }
}

Shop::Stock::remember($_) for 1 .. 10_000;
$| = 1;
printf "owner 0x%x %s\n", refaddr(\%Shop::Stock::sessions), 'sessions';
truth::serve();
