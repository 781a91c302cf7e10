package App;
use strict;
use Apache2::RequestRec ();
use Apache2::RequestIO ();
use Apache2::Const -compile => qw(OK);
our %CACHE = map { ("user:$_" => {name => "user $_", visits => $_}) } 1 .. 60_000;

sub handler {
    my $r = shift;
    $r->content_type('application/json');
    $r->print(sprintf '{"users": %d, "owned": %d}', scalar(keys %CACHE), 4 * keys %CACHE);
    return Apache2::Const::OK;
}
1;
