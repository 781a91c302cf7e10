package dev.fathom.survey.look;

import dev.fathom.malloc.Allocator;
import dev.fathom.malloc.glibc.GlibcMalloc;
import dev.fathom.malloc.jemalloc.Jemalloc;
import dev.fathom.malloc.mimalloc.Mimalloc;
import dev.fathom.malloc.musl.MuslMalloc;
import dev.fathom.malloc.tcmalloc.Tcmalloc;
import dev.fathom.model.dialect.Dialect;
import dev.fathom.model.dialect.Dialects;
import dev.fathom.model.dialect.NoRuntime;
import dev.fathom.model.memory.ReleaseRule;
import dev.fathom.runtime.ExtensionRules;
import dev.fathom.runtime.Runtime;
import dev.fathom.runtime.cmemory.CMemory;
import dev.fathom.runtime.cpython.CPython;
import dev.fathom.runtime.micropython.MicroPython;
import dev.fathom.runtime.perl.Perl;
import dev.fathom.runtime.pypy.PyPy;
import dev.fathom.survey.Surveyor;
import java.util.List;
import java.util.stream.Stream;

/// The allocators and runtimes that Fathom knows, in the order in which they are asked.
public final class Parties {
  private static final List<Runtime> LANGUAGES =
      List.of(new CPython(), new Perl(), new MicroPython(), new PyPy());

  /// What is asked before these where somebody tries a runtime of his own.
  public static final ScopedValue<List<Runtime>> OTHERS = ScopedValue.newInstance();

  private Parties() {}

  public static List<Allocator> allocators() {
    return List.of(
        new Mimalloc(), new Jemalloc(), new Tcmalloc(), new MuslMalloc(), new GlibcMalloc());
  }

  /// {@return the runtimes of languages, and what there is where there is none}
  public static List<Runtime> runtimes() {
    return Stream.concat(languages().stream(), Stream.of(new CMemory())).toList();
  }

  /// {@return the words of runtimes and allocators by their names}
  public static Dialects words() {
    return new Dialects() {
      @Override
      public Dialect of(String runtime) {
        return dialect(runtime);
      }

      @Override
      public ReleaseRule release(String allocator) {
        return allocators().stream()
            .flatMap(each -> each.release(allocator).stream())
            .findFirst()
            .orElse(ReleaseRule.NONE);
      }
    };
  }

  private static Dialect dialect(String runtime) {
    return languages().stream()
        .map(Runtime::dialect)
        .filter(each -> each.runtime().equals(runtime))
        .findFirst()
        .orElseGet(NoRuntime::new);
  }

  /// {@return the runtimes of languages}
  public static List<Runtime> languages() {
    return OTHERS.isBound()
        ? Stream.concat(OTHERS.get().stream(), LANGUAGES.stream()).toList()
        : LANGUAGES;
  }

  /// {@return how extensions of each runtime are known}
  public static List<ExtensionRules> extensions() {
    return languages().stream().flatMap(each -> each.extensions().stream()).toList();
  }

  /// {@return the words of each runtime that can be in a target}
  public static List<Dialect> dialects() {
    return languages().stream().map(Runtime::dialect).toList();
  }

  /// {@return who looks at targets that somebody else holds, and knows all of these}
  public static Surveyor surveyor() {
    return new Surveyor(allocators(), runtimes());
  }
}
