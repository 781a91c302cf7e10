# Makes what is handed out: a tarball with a Java of its own, and a package for Debian and Ubuntu. Sourced by ./build;
# POSIX sh. The caller sets `root`, JDK_HOME and JDK_IDENTITY, and what ./fathom runs is built.
#
# release_make   leaves in target/release
#                  fathom-VERSION-linux-ARCH.tar.gz
#                  fathom-VERSION-linux-ARCH-sql.tar.gz   (with DuckDB, for `fathom sql`)
#                  fathom-memory_VERSION_ARCH.deb         (with DuckDB)
#
# The folder in the tarball, which runs wherever it is put:
#   fathom         the program: a link to it, from any place, will do
#   java/          the parts of a JDK that it needs (jlink)
#   app/           the jar, what it stands on, and the AOT cache for that Java
#   share/         man pages and completion
# Nothing is written there when it runs.

release=$root/target/release

# What the program imports, and what DuckDB's driver does.
release_modules=java.base,java.sql,jdk.httpserver,jdk.unsupported

release_make() {
  release_version=$("$JDK_HOME/bin/java" -XX:TieredStopAtLevel=1 -jar "$app/fathom.jar" --version) || return 1
  release_version=${release_version#fathom }
  release_machine=$(uname -m)
  release_name=fathom-$release_version-linux-$release_machine
  release_folder=$release/$release_name
  rm -rf "$release" && mkdir -p "$release_folder/app/lib" || return 1

  echo "build: making $release_name" >&2
  # Not compressed: what is compressed twice is larger, and slower to start.
  "$JDK_HOME/bin/jlink" --add-modules "$release_modules" --strip-debug \
    --no-header-files --no-man-pages --compress zip-0 --output "$release_folder/java" || return 1
  cp -p "$app/fathom.jar" "$release_folder/app/" &&
    cp -p "$app"/lib/*.jar "$release_folder/app/lib/" &&
    cp "$root/tools/launch.sh" "$release_folder/app/" &&
    cp "$root/tools/launcher" "$release_folder/fathom" &&
    cp "$root/LICENSE" "$root/README.md" "$root/CHANGELOG.md" "$release_folder/" &&
    mkdir "$release_folder/docs" && cp "$root"/docs/*.md "$root"/docs/*.conf "$release_folder/docs/" || return 1
  "$JDK_HOME/bin/java" -XX:TieredStopAtLevel=1 -cp "$app/fathom.jar" dev.fathom.cli.ManualPages \
    "$release_folder/share" || return 1
  (
    JDK_HOME=$release_folder/java JDK_IDENTITY=own app=$release_folder/app
    app_make_cache "$release/cache.log"
    rm -f "$app/fathom.aot.for"
    [ -s "$app/fathom.aot" ] || echo "build: there is no AOT cache in it; see $release/cache.log" >&2
  )
  chmod -R u=rwX,go=rX "$release_folder"
  release_pack "$release_name" || return 1

  # A cache is valid wherever its folder is put, as long as the jars are as old as they were.
  mv "$release_folder" "$release_folder-sql" || return 1
  release_name=$release_name-sql release_folder=$release_folder-sql
  mkdir "$release_folder/app/lib/duckdb" &&
    cp -Rp "$app/lib/duckdb/classes" "$release_folder/app/lib/duckdb/" || return 1
  case $release_machine in
    x86_64) cp -p "$app"/lib/duckdb/*linux_amd64* "$release_folder/app/lib/duckdb/" ;;
    aarch64) cp -p "$app"/lib/duckdb/*linux_arm64* "$release_folder/app/lib/duckdb/" ;;
  esac || return 1
  chmod -R u=rwX,go=rX "$release_folder"
  release_pack "$release_name" && release_package || return 1
  rm -rf "$release_folder"
}

# release_pack NAME: makes a tarball of a folder. Times are kept, and nobody's name.
release_pack() {
  tar -C "$release" --owner=0 --group=0 --numeric-owner -cf - "$1" | gzip >"$release/$1.tar.gz" || return 1
  release_tell "$release/$1.tar.gz"
}

release_tell() {
  ls -s --block-size=1M "$1" | sed 's/^ *\([0-9]*\) /build: \1 MiB /' >&2
}

release_package() {
  case $release_machine in
    x86_64) release_architecture=amd64 ;;
    aarch64) release_architecture=arm64 ;;
    *) release_architecture=$release_machine ;;
  esac
  # `~` sorts before the version itself.
  release_debian=$(echo "$release_version" | sed 's/-SNAPSHOT$/~snapshot/')
  release_tree=$release/debian
  rm -rf "$release_tree" &&
    mkdir -p "$release_tree/DEBIAN" "$release_tree/usr/lib" "$release_tree/usr/bin" \
      "$release_tree/usr/share/man/man1" "$release_tree/usr/share/bash-completion/completions" \
      "$release_tree/usr/share/zsh/vendor-completions" "$release_tree/usr/share/fish/vendor_completions.d" \
      "$release_tree/usr/share/doc/fathom-memory" || return 1
  cp -Rp "$release_folder" "$release_tree/usr/lib/fathom-memory" || return 1
  release_library=$release_tree/usr/lib/fathom-memory
  ln -s ../lib/fathom-memory/fathom "$release_tree/usr/bin/fathom" || return 1
  for release_file in "$release_library"/share/man/man1/*.1; do
    gzip -9nc "$release_file" >"$release_tree/usr/share/man/man1/${release_file##*/}.gz" || return 1
  done
  mv "$release_library/share/completion/fathom.bash" "$release_tree/usr/share/bash-completion/completions/fathom" &&
    mv "$release_library/share/completion/_fathom" "$release_tree/usr/share/zsh/vendor-completions/" &&
    mv "$release_library/share/completion/fathom.fish" "$release_tree/usr/share/fish/vendor_completions.d/" &&
    mv "$release_library/docs" "$release_library"/*.md "$release_tree/usr/share/doc/fathom-memory/" &&
    mkdir "$release_tree/usr/share/doc/fathom-memory/examples" &&
    mv "$release_tree"/usr/share/doc/fathom-memory/docs/*.conf "$release_tree/usr/share/doc/fathom-memory/examples/" &&
    mv "$release_library/LICENSE" "$release_tree/usr/share/doc/fathom-memory/copyright" &&
    rm -r "$release_library/share" || return 1
  cat >"$release_tree/DEBIAN/control" <<EOF
Package: fathom-memory
Version: $release_debian
Architecture: $release_architecture
Section: devel
Priority: optional
Depends: libc6, libstdc++6
Installed-Size: $(du -sk "$release_tree/usr" | cut -f1)
Maintainer: The authors of Fathom <fathom@localhost>
Description: says where a Linux process's memory went, from outside the process
 Fathom reads a process of Python, PyPy, MicroPython, Perl, C or C++ from
 outside, and prints a balance sheet of which the rows add up to the kernel's
 own Rss: from the physical page to the variable that holds it.
EOF
  chmod -R u=rwX,go=rX "$release_tree"
  release_deb=$release/fathom-memory_${release_debian}_$release_architecture.deb
  if command -v dpkg-deb >/dev/null; then
    dpkg-deb --root-owner-group -Zgzip -z6 --build "$release_tree" "$release_deb" >/dev/null || return 1
  else
    # The same by hand: deb(5).
    (
      cd "$release_tree" && echo 2.0 >"$release/debian-binary" &&
        tar --owner=0 --group=0 -C DEBIAN -czf "$release/control.tar.gz" ./control &&
        tar --owner=0 --group=0 -czf "$release/data.tar.gz" ./usr && cd "$release" &&
        rm -f "$release_deb" && ar rc "$release_deb" debian-binary control.tar.gz data.tar.gz &&
        rm debian-binary control.tar.gz data.tar.gz
    ) || return 1
  fi
  rm -rf "$release_tree"
  release_tell "$release_deb"
}
