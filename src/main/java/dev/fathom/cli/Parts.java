package dev.fathom.cli;

import dev.fathom.malloc.Allocator;
import dev.fathom.malloc.glibc.GlibcMalloc;
import dev.fathom.malloc.jemalloc.Jemalloc;
import dev.fathom.malloc.mimalloc.Mimalloc;
import dev.fathom.malloc.musl.MuslMalloc;
import dev.fathom.malloc.tcmalloc.Tcmalloc;
import dev.fathom.runtime.Runtime;
import dev.fathom.runtime.cpython.CPython;
import dev.fathom.runtime.perl.Perl;
import java.util.List;

/// The allocators and runtimes that Fathom knows, in the order in which they are asked.
final class Parts {
  private Parts() {}

  static List<Allocator> allocators() {
    return List.of(
        new Mimalloc(), new Jemalloc(), new Tcmalloc(), new MuslMalloc(), new GlibcMalloc());
  }

  static List<Runtime> runtimes() {
    return List.of(new CPython(), new Perl());
  }
}
