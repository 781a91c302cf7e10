package dev.fathom.lab.machine;

import java.util.Optional;

/// Consecutive pages that a process may use, and what they are for.
///
/// @param first number of its first page
/// @param count pages
/// @param writable whether it may be written
/// @param shared whether a write is seen by whoever else maps it
/// @param label what a reader calls it: `stack`, `heap`, the name of a file
/// @param file what is behind it; empty for private memory that begins as zeros
/// @param filePage the page of the file that is its first
/// @param growsTo the lowest page to which a fault may make it grow; `first` if it does not grow
public record MachineArea(
    int first,
    int count,
    boolean writable,
    boolean shared,
    String label,
    Optional<BackingFile> file,
    int filePage,
    int growsTo) {
  public MachineArea {
    if (first < 0 || count <= 0 || growsTo < 0 || growsTo > first || filePage < 0) {
      throw new MachineException("an area needs at least one page");
    }
  }

  /// {@return private memory that begins as zeros}
  public static MachineArea anonymous(int first, int count, boolean writable, String label) {
    return new MachineArea(first, count, writable, false, label, Optional.empty(), 0, first);
  }

  /// {@return a stack, which grows downward when a page below it is touched}
  public static MachineArea stack(int first, int count, String label, int growsTo) {
    return new MachineArea(first, count, true, false, label, Optional.empty(), 0, growsTo);
  }

  /// {@return the pages of a file from `filePage` on}
  public static MachineArea of(
      BackingFile file, int filePage, int first, int count, boolean writable, boolean shared) {
    return new MachineArea(
        first, count, writable, shared, file.name(), Optional.of(file), filePage, first);
  }

  /// {@return the same under another name}
  public MachineArea labelled(String name) {
    return new MachineArea(first, count, writable, shared, name, file, filePage, growsTo);
  }

  /// {@return what a reader calls one of its pages: of a file that is written through, which one}
  String labelOf(int page) {
    boolean through = shared && file.isPresent() && !file.get().anonymous();
    return through ? label + "[" + (filePage + page - first) + "] ↔ " + file.get().name() : label;
  }

  /// {@return the first page after it}
  public int end() {
    return first + count;
  }

  boolean contains(int page) {
    return page >= first && page < end();
  }

  boolean isStack() {
    return growsTo < first || "stack".equals(label);
  }

  /// {@return the same with another extent; the file moves along}
  MachineArea resized(int newFirst, int newCount) {
    return new MachineArea(
        newFirst,
        newCount,
        writable,
        shared,
        label,
        file,
        file.isPresent() ? filePage + newFirst - first : 0,
        growsTo == first ? newFirst : Math.min(growsTo, newFirst));
  }
}
