use Mojolicious::Lite;
our %CACHE = map { ("user:$_" => {name => "user $_", visits => $_}) } 1 .. 60_000;
get '/' => sub { my $c = shift; $c->render(json => {users => scalar(keys %CACHE), owned => 4 * keys %CACHE}) };
app->start;
