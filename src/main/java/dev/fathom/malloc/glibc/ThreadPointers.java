package dev.fathom.malloc.glibc;

import dev.fathom.malloc.glibc.GlibcMalloc.Library;
import dev.fathom.target.LoadedModule;
import dev.fathom.target.Target;
import dev.fathom.target.Target.ThreadState;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// Where the storage of each thread is. A tracer or a core's notes know; else the C library's own
/// lists of stacks do, in the loader's `_rtld_global` since 2.34. What a debugger needs to follow
/// them (`libthread_db`) every libc exports, stripped or not.
final class ThreadPointers {
  /// Each `_thread_db_` constant is three numbers: bits of a field, how many there are, its offset.
  private static final long OFFSET = 8;

  private static final int MOST_THREADS = 1 << 16;

  private final Target target;
  private final Words words;

  private ThreadPointers(Target target, Words words) {
    this.target = target;
    this.words = words;
  }

  /// {@return the threads whose storage is known}
  static List<ThreadState> of(Target target, List<Library> libraries, Words words) {
    List<ThreadState> told =
        target.threads().stream().filter(thread -> thread.threadPointer() != 0).toList();
    if (!told.isEmpty() && told.size() == target.threads().size()) {
      return told;
    }
    ThreadPointers search = new ThreadPointers(target, words);
    List<ThreadState> listed = new ArrayList<>();
    for (Library library : libraries) {
      LoadedModule libc = library.module();
      if (libc != null) {
        search.list(libc, "_thread_db_rtld_global__dl_stack_used", listed);
        search.list(libc, "_thread_db_rtld_global__dl_stack_user", listed);
      }
    }
    return listed;
  }

  private void list(LoadedModule libc, String which, List<ThreadState> threads) {
    OptionalLong global = loaderGlobals();
    OptionalLong inGlobals = constant(libc, which);
    OptionalLong inThread = constant(libc, "_thread_db_pthread_list");
    OptionalLong threadId = constant(libc, "_thread_db_pthread_tid");
    if (global.isEmpty() || inGlobals.isEmpty() || inThread.isEmpty() || threadId.isEmpty()) {
      return;
    }
    long head = global.getAsLong() + inGlobals.getAsLong();
    long link = words.u64(head);
    for (int count = 0; link != head && link != 0 && words.met() && count < MOST_THREADS; count++) {
      long pointer = link - inThread.getAsLong();
      threads.add(new ThreadState(words.u32(pointer + threadId.getAsLong()), 0, pointer));
      link = words.u64(link);
    }
  }

  private OptionalLong loaderGlobals() {
    for (LoadedModule module : target.modules()) {
      if (module.name().startsWith("ld-")) {
        return module.address("_rtld_global");
      }
    }
    return OptionalLong.empty();
  }

  private OptionalLong constant(LoadedModule libc, String name) {
    OptionalLong at = libc.address(name);
    return at.isEmpty()
        ? at
        : OptionalLong.of(Integer.toUnsignedLong(words.u32(at.getAsLong() + OFFSET)));
  }
}
