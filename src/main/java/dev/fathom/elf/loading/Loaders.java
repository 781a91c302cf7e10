package dev.fathom.elf.loading;

import dev.fathom.model.linking.LinkGraph.LoaderRules;
import dev.fathom.model.linking.LinkedFile;

/// Which loader a program has, by the path that it asks for.
public final class Loaders {
  private Loaders() {}

  /// {@return the rules of the loader of a program; of a library, of the one that it was built for}
  public static LoaderRules of(LinkedFile file) {
    boolean musl =
        file.interpreter().filter(path -> path.contains("ld-musl")).isPresent()
            || file.needed().stream().anyMatch(name -> name.startsWith("libc.musl"));
    return musl ? LoaderRules.UNVERSIONED : LoaderRules.VERSIONED;
  }

  /// {@return whether a library is the loader itself by another name} That of musl is its C
  /// library, and takes the names of the parts of glibc for its own (`load_library` in musl's
  /// `ldso/dynlink.c`).
  public static boolean isItself(String name, LoaderRules rules) {
    return rules == LoaderRules.UNVERSIONED
        && name.matches("lib(c|pthread|rt|m|dl|util|xnet)\\.so.*|libc\\.musl-.*");
  }
}
