package dev.fathom.target;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A target's mappings, cut into [Area]s of one purpose each.
///
/// Mappings are not purposes: the kernel merges the `bss` of a library with an arena mapped next to
/// it, and a thread's stack with its neighbour. The ELF files say where a `bss` ends, the threads
/// where a stack does.
public final class AddressSpace {
  private static final long PAGE_BYTES = 4096;

  /// glibc's `struct pthread` stands at the thread pointer, at the upper end of the stack's mapping
  /// (`nptl/allocatestack.c`); it is 0x900 bytes in 2.36, and rounded up to a page here.
  private static final long THREAD_DESCRIPTOR_BYTES = 0x900;

  private AddressSpace() {}

  /// {@return the areas in address order; together they are the mappings, exactly}
  public static List<Area> areas(Target target) {
    List<Area> areas = new ArrayList<>();
    for (Mapping mapping : target.mappings()) {
      add(areas, mapping, target);
    }
    return areas;
  }

  /// {@return the mapping at `address`, or else the first above it, or null}
  public static @Nullable Mapping atOrAbove(List<Mapping> mappings, long address) {
    int low = 0;
    int high = mappings.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (mappings.get(middle).end() > address) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low < mappings.size() ? mappings.get(low) : null;
  }

  private static void add(List<Area> areas, Mapping mapping, Target target) {
    String name = mapping.name();
    if (mapping.special() || name.startsWith("[v")) {
      areas.add(whole(mapping, Area.Kind.KERNEL, null));
    } else if (mapping.permissions().startsWith("---")) {
      areas.add(whole(mapping, Area.Kind.GUARD, null));
    } else if (name.equals(Mapping.ZEROED_DATA)) {
      String file = areas.isEmpty() ? name : areas.getLast().name();
      areas.add(new Area(mapping.start(), mapping.end(), Area.Kind.BSS, file, mapping, null));
    } else if (name.equals("[heap]")) {
      addAnonymous(areas, mapping, Area.Kind.HEAP, target);
    } else if (name.equals("[stack]")) {
      areas.add(whole(mapping, Area.Kind.STACK, null));
    } else if (mapping.shared()) {
      boolean memory =
          name.startsWith("/dev/shm/")
              || name.startsWith("/memfd:")
              || name.startsWith("/SYSV")
              || name.startsWith("/dev/zero")
              || name.startsWith("[anon_shmem");
      areas.add(whole(mapping, memory ? Area.Kind.SHARED_MEMORY : Area.Kind.FILE, null));
    } else if (mapping.ofFile()) {
      addFile(areas, mapping, target);
    } else {
      addAnonymous(areas, mapping, Area.Kind.ANONYMOUS, target);
    }
  }

  private static void addFile(List<Area> areas, Mapping mapping, Target target) {
    LoadedModule module = moduleOf(mapping, target);
    if (module == null && !target.headless().contains(mapping.inode())) {
      areas.add(whole(mapping, Area.Kind.FILE, null));
      return;
    }
    Area.Kind kind;
    if (mapping.executable()) {
      kind = Area.Kind.CODE;
    } else if (mapping.writable()) {
      kind = Area.Kind.WRITABLE_DATA;
    } else {
      kind =
          module != null && module.relocated(mapping.start())
              ? Area.Kind.RELOCATED_DATA
              : Area.Kind.READ_ONLY_DATA;
    }
    areas.add(whole(mapping, kind, module));
  }

  /// Anonymous memory: the end of a module's `bss`, a thread's stack, or neither.
  private static void addAnonymous(
      List<Area> areas, Mapping mapping, Area.Kind kind, Target target) {
    long from = mapping.start();
    for (LoadedModule module : target.modules()) {
      if (module.bssEnd() > from && module.bssStart() <= from) {
        long until = Math.min(mapping.end(), module.bssEnd());
        areas.add(new Area(from, until, Area.Kind.BSS, module.path(), mapping, module));
        from = until;
        break;
      }
    }
    Target.ThreadState thread = threadIn(mapping, from, target);
    if (thread != null && isStack(mapping, from, thread, target)) {
      long pointer = thread.threadPointer();
      long until =
          mapping.contains(pointer)
              ? Math.min(mapping.end(), roundUp(pointer + THREAD_DESCRIPTOR_BYTES))
              : mapping.end();
      areas.add(new Area(from, until, Area.Kind.STACK, "thread " + thread.id(), mapping, null));
      from = until;
    }
    if (from < mapping.end()) {
      areas.add(new Area(from, mapping.end(), kind, mapping.name(), mapping, null));
    }
  }

  /// Whether memory is a thread's stack that its stack pointer leads to. A runtime may have cut it
  /// from its heap, and others with it: what is a stack by itself has the thread's descriptor above
  /// it, which begins with its own address (glibc's `tcbhead_t`, musl's `struct pthread`), or an
  /// inaccessible page below it.
  private static boolean isStack(
      Mapping mapping, long from, Target.ThreadState thread, Target target) {
    long pointer = thread.threadPointer();
    if (mapping.contains(pointer)
        && pointer > thread.stackPointer()
        && new Words(target.memory()).u64(pointer) == pointer) {
      return true;
    }
    Mapping below = below(target.mappings(), from);
    return below != null && below.end() == from && below.permissions().startsWith("---");
  }

  private static @Nullable Mapping below(List<Mapping> mappings, long address) {
    int low = 0;
    int high = mappings.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (mappings.get(middle).start() < address) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0 ? null : mappings.get(low - 1);
  }

  private static Target.@Nullable ThreadState threadIn(Mapping mapping, long from, Target target) {
    for (Target.ThreadState thread : target.threads()) {
      if (thread.stackPointer() >= from && thread.stackPointer() < mapping.end()) {
        return thread;
      }
    }
    return null;
  }

  private static @Nullable LoadedModule moduleOf(Mapping mapping, Target target) {
    for (LoadedModule module : target.modules()) {
      if (module.inode() == mapping.inode()
          && module.device().equals(mapping.device())
          && mapping.start() >= module.start()
          && mapping.end() <= module.end()) {
        return module;
      }
    }
    return null;
  }

  private static Area whole(Mapping mapping, Area.Kind kind, @Nullable LoadedModule module) {
    return new Area(mapping.start(), mapping.end(), kind, mapping.name(), mapping, module);
  }

  private static long roundUp(long address) {
    return (address + PAGE_BYTES - 1) & -PAGE_BYTES;
  }
}
