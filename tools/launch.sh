# How Fathom is started on a Java. Sourced by ./fathom, by tools/app.sh and by what ./build release makes; POSIX sh.

# The options of every run. They are also those of the training run: a cache made with another collector
# holds no objects for this one. Columns grow in pages of some hundred KiB and live as long as the run: they are
# put where they stay at once, not copied through the young generation while the target waits. What is young is
# little, then; and the heap begins small, with 48 MiB of 24 GiB, and grows by what is needed and no more: pages that
# nobody uses are collected before more memory is taken, and not so often that it would cost time.
#
# Where the native library of zstd cannot be loaded, Java code takes its place, and uses what the JVM warns of.
#
# Output of the JVM itself goes to stderr, never into a report; that an AOT cache does not fit is not worth
# a line, since Fathom runs as well without.
app_java_options='
  -XX:+UseSerialGC
  -XX:PretenureSizeThreshold=64k
  -XX:InitialRAMPercentage=0.2
  -XX:MinHeapDeltaBytes=32m
  -XX:MinHeapFreeRatio=5
  -XX:MaxHeapFreeRatio=10
  -XX:NewSize=16m
  -XX:MaxNewSize=64m
  -XX:-UsePerfData
  -XX:MaxRAMPercentage=50
  --sun-misc-unsafe-memory-access=allow
  -Xlog:disable
  -Xlog:all=warning:stderr
  -Xlog:aot*=off:stderr
  -Xlog:cds*=off:stderr'

# One that is closed would be given to the first file that is opened, and what is printed would go there.
app_open_streams() {
  [ -e /proc/self/fd/0 ] || exec 0</dev/null
  [ -e /proc/self/fd/1 ] || exec 1</dev/null # cannot be written, and so is an error
  [ -e /proc/self/fd/2 ] || exec 2>/dev/null
}

# Java names files in the encoding of the locale, and in the locale C nothing but ASCII: neither the programs and libraries
# of a process that lie in a folder of another name, nor such files of the user's. C.UTF-8 says and sorts all as C does.
app_set_encoding() {
  case ${LC_ALL:-${LC_CTYPE:-${LANG:-C}}} in
    C | POSIX)
      [ -z "${LC_ALL:-}" ] || LC_ALL=C.UTF-8
      LC_CTYPE=C.UTF-8
      export LC_CTYPE
      ;;
  esac
}

# Whether a word is a process, or a file, of more than 2 GiB.
app_is_large() {
  for app_word; do
    case $app_word in
      '' | *[!0-9]*)
        [ -f "$app_word" ] && [ -n "$(find "$app_word" -prune -size +2097152k 2>/dev/null)" ] && return 0
        ;;
      *)
        app_pages=0
        [ -r "/proc/$app_word/statm" ] && read -r _ app_pages _ 2>/dev/null <"/proc/$app_word/statm"
        [ "${app_pages:-0}" -gt 524288 ] && return 0
        ;;
    esac
  done
  return 1
}

# app_launch JAVA APP CACHE ARGUMENTS: becomes the program in the folder APP, run by JAVA. CACHE is empty where there is none.
app_launch() {
  app_java=$1 app_folder=$2 app_cache=$3
  shift 3
  app_set_encoding
  # A look is over before what the optimising compiler makes would have paid for its making (bench/README.md): it is
  # there for what goes on for long.
  app_compiler=-XX:TieredStopAtLevel=1
  # What the kernel starts when a process dies leaves most of the memory to the others.
  app_memory=
  case ${1-} in
    lab | serve | watch) app_compiler= ;;
    core-handler) app_memory=-XX:MaxRAMPercentage=25 ;;
    # Of a heap of gigabytes each collection takes a tenth of a second, for which the target may have to wait.
    *) app_is_large "$@" && app_compiler= app_memory=-XX:MinHeapDeltaBytes=128m ;;
  esac
  # FATHOM_JAVA_OPTIONS is split into words, but a `*` in it is no pattern.
  set -f
  # shellcheck disable=SC2086 # the options are words
  exec "$app_java" $app_java_options $app_memory $app_compiler ${app_cache:+"-XX:AOTCache=$app_cache"} ${FATHOM_JAVA_OPTIONS-} \
    -jar "$app_folder/fathom.jar" "$@"
}
