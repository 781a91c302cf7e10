package dev.fathom.lab.linker;

import dev.fathom.lab.machine.MachineException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What a compiler makes of one source file: code, and a table of the names that it defines and of
/// those that somebody else must define.
///
/// @param size bytes of code, at least 1
/// @param data bytes of variables
/// @param defined in the order of their addresses
/// @param needed names that are called and not defined here
public record ObjectFile(
    String name, int size, int data, List<LinkedSymbol> defined, List<String> needed)
    implements LinkerInput {
  public ObjectFile {
    if (size < 1 || data < 0) {
      throw new MachineException("an object file has at least one byte of code");
    }
    defined = List.copyOf(defined);
    needed = List.copyOf(needed);
    Set<LinkedSymbol> seen = new HashSet<>();
    for (LinkedSymbol symbol : defined) {
      if (!seen.add(symbol)) {
        throw new MachineException(name + " defines " + symbol + " twice");
      }
    }
  }

  /// {@return where in its code a symbol begins: they share it evenly}
  int offsetOf(LinkedSymbol symbol) {
    return (int) ((long) size * defined.indexOf(symbol) / defined.size());
  }

  boolean defines(String wanted) {
    return defined.stream().anyMatch(symbol -> symbol.name().equals(wanted));
  }

  /// {@return the lines that `nm` prints: address, letter and name, in the order of the names}
  public List<String> nm() {
    List<Entry> entries = new ArrayList<>();
    needed.forEach(wanted -> entries.add(new Entry(wanted, "         U " + wanted)));
    for (LinkedSymbol symbol : defined) {
      entries.add(
          new Entry(symbol.name(), "%08x T %s".formatted(offsetOf(symbol), symbol.toString())));
    }
    return entries.stream().sorted(Comparator.comparing(Entry::name)).map(Entry::line).toList();
  }

  private record Entry(String name, String line) {}
}
