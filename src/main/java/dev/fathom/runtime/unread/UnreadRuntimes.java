package dev.fathom.runtime.unread;

import dev.fathom.elf.ElfFormatException;
import dev.fathom.model.UnreadRuntime;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.Mapping;
import dev.fathom.target.AddressSpace;
import dev.fathom.target.LoadedModule;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/// Finds the runtimes that are not read, and their heaps.
public final class UnreadRuntimes {
  private static final int PAGE_BYTES = 4096;

  /// The addresses that Go asks for (`mallocinit` in `malloc.go`): 0xc0 in the fifth byte, and up
  /// to 0x7f in the sixth. It cuts its heap into arenas of 64 MiB, and goes on where the last one
  /// ended.
  private static final long PREFERRED = 0x00c0_0000_0000L;

  private static final long PREFERRED_MASK = 0xffff_80ff_0000_0000L;

  private UnreadRuntimes() {}

  /// {@return those that a target has, in the order in which they are known} **Cost**: a look-up of
  /// each symbol in each module, and a page a module.
  public static List<UnreadRuntime> in(Target target) {
    Set<String> names = new HashSet<>();
    for (Mapping mapping : target.mappings()) {
      if (mapping.ofFile()) {
        names.add(mapping.name().substring(mapping.name().lastIndexOf('/') + 1));
      }
    }
    Words words = new Words(target.memory());
    List<Area> areas = AddressSpace.areas(target);
    List<UnreadRuntime> found = new ArrayList<>();
    for (Known each : Known.ALL) {
      boolean known = found.stream().anyMatch(one -> one.name().equals(each.found().name()));
      if (known) {
        continue; // a version of it
      }
      if (hasLibrary(each, names)
          || hasMapping(each, target)
          || target.modules().stream().anyMatch(module -> hasMark(each, module))
          || hasMagic(each, areas, words)) {
        found.add(each.found());
      }
    }
    Set<String> known = found.stream().map(UnreadRuntime::name).collect(Collectors.toSet());
    return found.stream()
        .filter(each ->
            Known.COVERED_BY.entrySet().stream()
                .noneMatch(cover ->
                    cover.getValue().equals(each.name()) && known.contains(cover.getKey())))
        .toList();
  }

  private static boolean hasLibrary(Known each, Set<String> names) {
    return names.stream()
        .anyMatch(name ->
            each.libraries().stream()
                .anyMatch(
                    start -> name.startsWith(start) && isVersion(name.substring(start.length()))));
  }

  /// Whether what follows the name of a library or a program is no other name.
  private static boolean isVersion(String rest) {
    return rest.isEmpty()
        || rest.startsWith(" (deleted)")
        || rest.contains(".so")
        || rest.endsWith(".bin")
        || rest.chars().allMatch(letter -> letter == '.' || letter == '-' || isDigit(letter));
  }

  private static boolean isDigit(int letter) {
    return letter >= '0' && letter <= '9';
  }

  private static boolean hasMapping(Known each, Target target) {
    return each.mapping() != 0
        && target.mappings().stream()
            .anyMatch(mapping -> mapping.start() == each.mapping() && !mapping.ofFile());
  }

  private static boolean hasMark(Known each, LoadedModule module) {
    if (each.symbols().stream().anyMatch(symbol -> module.address(symbol).isPresent())) {
      return true;
    }
    if (each.note().isEmpty()) {
      return false;
    }
    AtomicBoolean left = new AtomicBoolean();
    try {
      module
          .image()
          .forEachNote(note -> {
            left.set(note.name().equals(each.note()));
            return !left.get();
          });
    } catch (ElfFormatException malformed) {
      return false; // damaged notes say nothing
    }
    return left.get();
  }

  private static boolean hasMagic(Known each, List<Area> areas, Words words) {
    byte[] magic = each.magic().getBytes(StandardCharsets.ISO_8859_1);
    if (magic.length == 0) {
      return false;
    }
    for (Area area : areas) {
      if (area.binary() != null
          && area.mapping().readable()
          && !area.mapping().executable()
          && beginsWith(area.start(), magic, words)) {
        return true;
      }
    }
    return false;
  }

  /// Whether the first page of an area begins with these bytes, or has them at an aligned address:
  /// what a linker puts before them is small.
  private static boolean beginsWith(long start, byte[] magic, Words words) {
    byte[] page = words.bytes(start, PAGE_BYTES);
    if (page == null) {
      return false;
    }
    for (int at = 0; at + magic.length <= PAGE_BYTES; at += 2 * Long.BYTES) {
      if (Arrays.equals(page, at, at + magic.length, magic, 0, magic.length)) {
        return true;
      }
    }
    return false;
  }

  /// {@return the areas, with the memory that is the heap of one of these runtimes called that}
  /// What is anonymous and in nobody's hands is the runtime's, as far as it shows.
  public static List<Area> mark(List<Area> areas, List<UnreadRuntime> runtimes) {
    boolean anywhere = has(runtimes, UnreadRuntime.Place.MAPPINGS);
    boolean preferred = has(runtimes, UnreadRuntime.Place.PREFERRED_ADDRESSES);
    if (!anywhere && !preferred) {
      return areas;
    }
    return areas.stream()
        .map(area ->
            area.kind() == Area.Kind.ANONYMOUS
                    && (anywhere || (area.start() & PREFERRED_MASK) == PREFERRED)
                ? area.as(Area.Kind.UNREAD_HEAP)
                : area)
        .toList();
  }

  private static boolean has(List<UnreadRuntime> runtimes, UnreadRuntime.Place place) {
    return runtimes.stream().anyMatch(each -> each.place() == place);
  }
}
