package dev.fathom.runtime.cmemory;

import dev.fathom.elf.mangling.MangledName;
import dev.fathom.target.LoadedModule;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The classes of C++ objects that have virtual functions: the first word of such an object leads
/// to its class's table of them, and before the table stand its offset in the object, and its
/// `type_info`, which has the name. All that is there in stripped programs too (Itanium C++ ABI,
/// 2.5 "Virtual Table Layout" and 2.9 "Run-Time Type Information").
///
/// A word is believed if all of that lies in one of the program's modules, and the name is one.
final class ClassNames {
  /// More distinct first words are not looked into.
  private static final int MOST_TABLES = 1 << 16;

  private static final int LONGEST_NAME = 4096;

  /// Of a longer one the arguments of the template are left out.
  private static final int LONGEST_TOLD = 160;

  private static final long OFFSET_TO_TOP = -16;
  private static final long TYPE_INFO = -8;
  private static final long TYPE_INFO_NAME = 8;

  private final Words words;
  private final long[] starts;
  private final long[] ends;
  private final Map<Long, Integer> types = new HashMap<>();
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<Found> found = new ArrayList<>();

  private long lastTable;
  private int lastType;

  /// A class that was met.
  ///
  /// @param table where its virtual functions are
  record Found(String name, long table) {}

  ClassNames(Target target, Words words) {
    this.words = words;
    List<LoadedModule> modules = target.modules();
    starts = modules.stream().mapToLong(LoadedModule::start).toArray();
    ends = modules.stream().mapToLong(LoadedModule::end).toArray();
  }

  /// {@return the classes met so far; their numbers begin with 1}
  List<Found> found() {
    return found;
  }

  /// {@return the number of the class of an object, or 0 if it is none}
  ///
  /// @param first its first word
  int classOf(long first) {
    if (first == lastTable) {
      return lastType;
    }
    if ((first & (Long.BYTES - 1)) != 0 || !inModule(first)) {
      return 0;
    }
    Integer known = types.get(first);
    if (known == null) {
      if (types.size() == MOST_TABLES) {
        return 0;
      }
      known = find(first);
      types.put(first, known);
    }
    lastTable = first;
    lastType = known;
    return known;
  }

  private int find(long table) {
    long typeInfo = words.u64(table + TYPE_INFO);
    if (words.u64(table + OFFSET_TO_TOP) != 0
        || !inModule(typeInfo)
        || !inModule(words.u64(typeInfo))) {
      return 0;
    }
    long name = words.u64(typeInfo + TYPE_INFO_NAME);
    Optional<MangledName> spelled =
        inModule(name) ? MangledName.type(text(name)) : Optional.empty();
    if (spelled.isEmpty()) {
      return 0;
    }
    // A class may have several tables: one in each library that was built with it.
    return numbers.computeIfAbsent(
        called(spelled.get()),
        fresh -> {
          found.add(new Found(fresh, table));
          return found.size();
        });
  }

  private static String called(MangledName name) {
    String called = CountedObjects.nameOf(name);
    return called.length() <= LONGEST_TOLD || name.arguments().isEmpty()
        ? called
        : name.template() + "<…>";
  }

  private String text(long address) {
    StringBuilder text = new StringBuilder();
    for (int at = 0; at < LONGEST_NAME; at++) {
      int character = words.u8(address + at);
      if (character == 0) {
        break;
      }
      text.append((char) character);
    }
    return text.toString();
  }

  private boolean inModule(long address) {
    for (int module = 0; module < starts.length; module++) {
      if (address >= starts[module] && address < ends[module]) {
        return true;
      }
    }
    return false;
  }
}
