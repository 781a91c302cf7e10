# Finds a JDK that can run Fathom. Sourced by ./fathom and ./build; POSIX sh.
#
# find_jdk PROGRAM   looks for a Java of version 25 or later that has bin/PROGRAM ("java" to run, "javac" to
#                    build), and sets
#                      JDK_HOME      its folder
#                      JDK_IDENTITY  folder and exact build: what an AOT cache is valid for
#                      JDK_MAVEN_OPTIONS  what Maven's own JVM needs in order to be quiet
#                    or prints one line that says what to do, and returns 1.
#
# Where it looks: FATHOM_JAVA (a java program, or the folder of a JDK), JAVA_HOME, the java on PATH,
# /usr/lib/jvm/*. FATHOM_JAVA is an order, the others are offers: if FATHOM_JAVA does not fit, that is an error.
#
# The version is read from the file `release` that every JDK carries. Asking the java program itself would
# cost 50 ms or so for each candidate; that is done only where there is no such file.

JDK_WANTED=25

find_jdk() {
  JDK_HOME= JDK_IDENTITY= JDK_MAVEN_OPTIONS=
  if [ -n "${FATHOM_JAVA:-}" ]; then
    jdk_consider "$FATHOM_JAVA" "$1" && return 0
    echo "fathom: FATHOM_JAVA=$FATHOM_JAVA has no $1 of version $JDK_WANTED or later" >&2
    return 1
  fi
  [ -n "${JAVA_HOME:-}" ] && jdk_consider "$JAVA_HOME" "$1" && return 0
  jdk_on_path=$(command -v java) && jdk_consider "$jdk_on_path" "$1" && return 0
  for jdk_candidate in /usr/lib/jvm/*; do
    jdk_consider "$jdk_candidate" "$1" && return 0
  done
  echo "fathom: needs a JDK $JDK_WANTED or later: install one (e.g. Eclipse Temurin $JDK_WANTED), or set FATHOM_JAVA to its folder" >&2
  return 1
}

# jdk_consider PATH PROGRAM: takes the JDK at PATH (its folder, or the java program in it) if it fits.
jdk_consider() {
  jdk_home=$1
  if [ ! -d "$jdk_home" ]; then
    # A java program, usually a link to a link: the folder is two above what it finally points to.
    jdk_program=$(readlink -f -- "$jdk_home") && [ -x "$jdk_program" ] || return 1
    jdk_home=${jdk_program%/*/*}
    if [ ! -r "$jdk_home/release" ]; then
      # A wrapper script, or a distribution's own layout: only the program itself knows where its home is.
      jdk_home=$("$jdk_program" -XshowSettings:properties -version 2>&1 |
        sed -n 's/^ *java\.home = //p')
    fi
  fi
  [ -x "$jdk_home/bin/$2" ] && [ -x "$jdk_home/bin/java" ] || return 1
  jdk_read_release "$jdk_home" || return 1
  # "25.0.3" → 25; "26-ea" → 26; "1.8.0_402" → 1, which is old enough whichever way it is read.
  jdk_major=${jdk_version%%[!0-9]*}
  [ -n "$jdk_major" ] && [ "$jdk_major" -ge "$JDK_WANTED" ] || return 1
  JDK_HOME=$jdk_home
  JDK_IDENTITY="$jdk_home $jdk_build"
  # Maven's libraries use sun.misc.Unsafe, which costs four lines of warning at every start. The option is
  # of these two versions, and a JVM that does not know it would not start.
  case $jdk_major in
    25 | 26) JDK_MAVEN_OPTIONS=--sun-misc-unsafe-memory-access=allow ;;
    *) JDK_MAVEN_OPTIONS= ;;
  esac
}

# jdk_read_release HOME: sets jdk_version ("25.0.3") and jdk_build (the version with its build and vendor).
jdk_read_release() {
  jdk_version= jdk_build=
  if [ -r "$1/release" ]; then
    while IFS='=' read -r jdk_key jdk_value; do
      jdk_value=${jdk_value#\"}
      jdk_value=${jdk_value%\"}
      case $jdk_key in
        JAVA_VERSION) jdk_version=$jdk_value ;;
        JAVA_RUNTIME_VERSION | IMPLEMENTOR | IMPLEMENTOR_VERSION) jdk_build="$jdk_build $jdk_value" ;;
      esac
    done <"$1/release"
  else
    # `openjdk version "25.0.3" 2026-04-21 LTS`
    jdk_build=$("$1/bin/java" -version 2>&1)
    jdk_version=${jdk_build#*\"}
    jdk_version=${jdk_version%%\"*}
    jdk_build=$(echo "$jdk_build" | tr '\n' ' ')
  fi
  [ -n "$jdk_version" ]
}
