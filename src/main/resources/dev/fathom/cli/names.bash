# Processes, types and paths of the last looks, which Fathom leaves for 300 s in a directory that is
# the user's alone.

# zsh has no such builtin, and no use for it.
if [[ -n ${ZSH_VERSION-} ]]; then
  unalias compopt 2>/dev/null
  compopt() { :; }
fi

# Writes those of a kind (process, name), a line each; names of one process, if it is given.
_fathom_kept() {
  local directory="${XDG_RUNTIME_DIR:+$XDG_RUNTIME_DIR/fathom}" file
  [[ -n $directory && -d $directory ]] || directory="/tmp/fathom-$EUID"
  [[ -O $directory && ! -L $directory ]] || return 0
  find "$directory" -maxdepth 1 -type f -name "${2:-*}-*.names" 2>/dev/null | while IFS= read -r file; do
    if [[ $1 == process ]]; then
      file=${file##*/}
      printf '%s\n' "${file%%-*}"
    else
      cat -- "$file"
    fi
  done
}

_fathom_complete() {
  [[ -z ${ZSH_VERSION-} ]] || setopt local_options ksh_arrays
  local line=${COMP_LINE:0:$COMP_POINT} kind= place=0 process= word before name quoted
  local whole=${line##* } current=${COMP_WORDS[COMP_CWORD]}
  local -a words
  # all before the word that is typed, without blanks at its end
  local rest=${line%"$whole"}
  while [[ $rest == *' ' ]]; do rest=${rest%' '}; done
  if [[ -n ${ZSH_VERSION-} ]]; then read -r -A words <<<"$rest"; else read -r -a words <<<"$rest"; fi
  local command=${words[1]-}
  [[ $command =~ ^[0-9]+$ ]] && command=report
  for word in "${words[@]:2}"; do
    [[ $word == -* ]] || place=$((place + 1))
    [[ -n $process || ! $word =~ ^[0-9]+$ ]] || process=$word
  done
  local previous=${words[$((${#words[@]} - 1))]-}
  case "$command $([[ $previous == -* ]] && echo "$previous" || echo "$place")" in
#CASES#
  esac
  # bash parts words at colons, and the last part alone is replaced.
  [[ $current == : || $current == :: || $current == = ]] && current=
  before=${whole%"$current"}
  COMPREPLY=()
  if [[ -n $kind && $whole != -* ]]; then
    while IFS= read -r name; do
      printf -v quoted '%q' "$name"
      [[ $quoted != "$whole"* && $name != "$whole"* ]] || COMPREPLY+=("${quoted#"$before"}")
    done < <(_fathom_kept "$kind" "$process" | sort -u)
  fi
  [[ ${#COMPREPLY[@]} -gt 0 ]] || _complete_fathom "$@"
}
complete -F _fathom_complete -o default fathom
