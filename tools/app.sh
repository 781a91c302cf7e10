# What ./fathom runs, and how it comes to be. Sourced by ./fathom and ./build; POSIX sh.
# The caller sets `root` (the checkout) and JDK_HOME, JDK_IDENTITY (see find-jdk.sh).
#
#   target/            Maven's. ./build and whoever works on Fathom write there at any time.
#   target/app/        What ./fathom runs: complete files only, each put in place by a rename, so that a
#                      Fathom that is running keeps the files it started with.
#     fathom.jar, lib/
#     built            As old as the sources in the jar: any source newer than this file is not in it yet.
#     fathom.aot       AOT cache (JEP 514): classes loaded and linked ahead of time, for this jar and one JDK.
#     fathom.aot.for   The JDK and the place that the cache was made for. Also there when making one failed,
#                      so that it is not tried again at every start.
#   target/app-build/  The build that ./fathom starts by itself: apart from target/, so that it and a
#                      ./build at the same time do not see each other's half-written files.

app=$root/target/app

. "$root/tools/launch.sh" # the options of every run

# Is there something to run that has all sources in it? Folders count as well: a file that was deleted or
# renamed shows in the time of its folder. An installed Fathom without sources is always up to date.
app_is_current() {
  [ -r "$app/built" ] && [ -r "$app/fathom.jar" ] || return 1
  [ -d "$root/src/main" ] || return 0
  [ -z "$(find "$root/src/main" "$root/pom.xml" -newer "$app/built" -print -quit)" ]
}

# Was the AOT cache made (or tried in vain) for this JDK, at this place?
app_cache_is_current() {
  [ -r "$app/fathom.aot.for" ] && IFS= read -r app_cache_for <"$app/fathom.aot.for" &&
    [ "$app_cache_for" = "$app $JDK_IDENTITY" ]
}

# app_install TARGET STAMP: makes the jar and the libraries in TARGET what ./fathom runs. The modification
# time of the file STAMP is from before the build read its first source.
app_install() {
  mkdir -p "$app/lib" || return 1
  # What is in an old format would not be in the cache. Where that cannot be done, it runs as it is.
  rm -rf "$1/newer"
  "$JDK_HOME/bin/java" -XX:TieredStopAtLevel=1 "$root/tools/NewerClasses.java" "$1/lib" "$1/newer" || rm -rf "$1/newer"
  for app_file in "$1"/lib/*.jar "$1/fathom.jar"; do
    app_place=$app${app_file#"$1"}
    [ -r "$1/newer/${app_file##*/}" ] && app_file=$1/newer/${app_file##*/}
    cmp -s "$app_file" "$app_place" && continue
    # A cache for other jars would be refused by the JVM, which costs more than having none.
    rm -f "$app/fathom.aot.for" "$app/fathom.aot"
    cp "$app_file" "$app_place.$$" && mv -f "$app_place.$$" "$app_place" || return 1
  done
  # DuckDB, which is in no class path and so in no cache.
  if [ -d "$1/lib/duckdb" ] && ! diff -rq "$1/lib/duckdb" "$app/lib/duckdb" >/dev/null 2>&1; then
    rm -rf "$app/lib/duckdb.$$" &&
      cp -R "$1/lib/duckdb" "$app/lib/duckdb.$$" &&
      rm -rf "$app/lib/duckdb" &&
      mv "$app/lib/duckdb.$$" "$app/lib/duckdb" || return 1
  fi
  cp -p "$2" "$app/built.$$" && mv -f "$app/built.$$" "$app/built"
}

# app_make_cache LOG: the training run that fills the AOT cache: commands on processes of our own, one for each kind of
# heap (tools/training), as far as there are programs for it. It can fail in many ways (no permission to look at the
# processes, a JVM that has no such cache, a full disk) and none of them matters: it leaves no cache then, and always
# returns 0.
app_make_cache() {
  app_log=$1
  rm -f "$app/fathom.aot.for"
  # A word each: the program, and what it runs. The most typical target is Python, and comes first.
  set --
  app_program=$(command -v /usr/bin/python3 || command -v python3) &&
    set -- "$@" "$app_program" "$root/tools/training/heap.py"
  app_program=$(command -v perl) && set -- "$@" "$app_program" "$root/tools/training/heap.pl"
  app_program=$(command -v bash) && set -- "$@" "$app_program" "$root/tools/training/heap.bash"
  # shellcheck disable=SC2086 # the options are words
  timeout 120 "$JDK_HOME/bin/java" $app_java_options -Xlog:aot=off \
    -XX:AOTCacheOutput="$app/fathom.aot.$$" -cp "$app/fathom.jar" dev.fathom.cli.Training \
    "$app/fathom.aot.$$.snapshot" "$@" \
    </dev/null >>"$app_log" 2>&1 9<&-
  if [ -s "$app/fathom.aot.$$" ]; then
    mv -f "$app/fathom.aot.$$" "$app/fathom.aot"
  else
    rm -f "$app/fathom.aot"
  fi
  rm -f "$app/fathom.aot.$$" "$app/fathom.aot.$$".*
  echo "$app $JDK_IDENTITY" >"$app/fathom.aot.for.$$" &&
    mv -f "$app/fathom.aot.for.$$" "$app/fathom.aot.for"
  return 0
}
