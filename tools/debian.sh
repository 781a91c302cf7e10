# Fetches Debian's packages of any suite and unpacks them beside the system, never into it. Sourced; bash.
#
#   debian_unpack SUITE WORK PACKAGE...   the packages and all that they need, unpacked in WORK/root
#   debian_source SUITE WORK PACKAGE      the files of a source package, in WORK
#
# The mirror is the one that this machine's own packages come from: whatever that is, it can be reached.

debian_mirror() {
  local codename
  codename=$(. /etc/os-release && [[ $ID == debian ]] && echo "$VERSION_CODENAME") || return 1
  apt-get indextargets --format '$(REPO_URI)|$(RELEASE)' 'Created-By: Packages' |
    awk -F'|' -v codename="$codename" '$2 == codename { print $1; exit }' | grep .
}

# debian_apt TYPE SUITE WORK: an apt in WORK that knows what a suite has: TYPE is deb or deb-src.
debian_apt() {
  local type=$1 suite=$2 work=$3 uri signed= keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  if ! command -v apt-get >/dev/null || ! command -v dpkg >/dev/null; then
    echo "no apt-get and dpkg here" >&2
    return 1
  fi
  uri=$(debian_mirror) || { echo "no Debian package sources on this machine" >&2; return 1; }
  [[ -r $keyring ]] && signed="[signed-by=$keyring] "

  # An apt of its own: its lists, cache and (empty) list of installed packages are all in the work folder, so
  # nothing of the system is used but its mirror and its proxy, and nothing is written. Empty means that every
  # dependency down to the C library is fetched.
  mkdir -p "$work"/{lists/partial,cache/archives/partial,none,root}
  : >"$work/status"
  echo "$type $signed$uri $suite main" >"$work/sources.list"
  cat >"$work/apt.conf" <<CONF
Dir::Etc::SourceList "$work/sources.list";
Dir::Etc::SourceParts "$work/none";
Dir::Etc::Preferences "$work/none/preferences";
Dir::Etc::PreferencesParts "$work/none";
Dir::State "$work";
Dir::State::Lists "$work/lists";
Dir::State::Status "$work/status";
Dir::Cache "$work/cache";
Dir::Log "$work";
Acquire::Languages "none";
Acquire::Retries "2";
APT::Sandbox::User "root";
Debug::NoLocking "true";
# The system's hooks are for the system's packages.
#clear APT::Update;
#clear DPkg::Pre-Invoke;
#clear DPkg::Post-Invoke;
CONF
  apt-get -q=2 -c "$work/apt.conf" update >&2
}

debian_unpack() {
  local suite=$1 work=$2
  shift 2
  debian_apt deb "$suite" "$work" || return 1
  apt-get -q=2 -c "$work/apt.conf" install --yes --download-only --no-install-recommends "$@" >&2 || return 1
  local package
  for package in "$work"/cache/archives/*.deb; do
    dpkg -x "$package" "$work/root" || return 1
  done
  rm -rf "$work"/{lists,cache,none,status,sources.list,apt.conf}
}

debian_source() {
  local suite=$1 work=$2 package=$3
  debian_apt deb-src "$suite" "$work" || return 1
  (cd "$work" && apt-get -q=2 -c "$work/apt.conf" source --download-only "$package" >&2)
}
