# 100,000 texts, each an object of two words and more.
my @kept = (^100_000).map({ "text $_" });
say "least {100_000 * 16}";
say "ready $*PID";
$*OUT.flush;
get();
say @kept.elems;
