package dev.fathom.model.memory;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A part of a mapping that serves one purpose.
///
/// @param start first address
/// @param end address after the last
/// @param kind what it is for
/// @param name the file, `thread 4711`, or the mapping's own name; may be empty
/// @param mapping the mapping that it is part of
/// @param binary the program or library that it belongs to, if any
/// @param stackPointer of a stack, where its thread was; 0 where that is not known
public record Area(
    long start,
    long end,
    Kind kind,
    String name,
    Mapping mapping,
    @Nullable Binary binary,
    long stackPointer) {
  /// An area that is no stack.
  public Area(
      long start, long end, Kind kind, String name, Mapping mapping, @Nullable Binary binary) {
    this(start, end, kind, name, mapping, binary, 0);
  }

  /// What part of an address space is for.
  public enum Kind {
    CODE("executable code"),
    READ_ONLY_DATA("read-only data"),
    RELOCATED_DATA("relocated data"),
    WRITABLE_DATA("writable data"),
    BSS("zeroed data (bss)"),
    HEAP("brk heap"),
    STACK("stack"),
    ANONYMOUS("anonymous memory"),
    SHARED_MEMORY("shared memory"),
    FILE("mapped files"),
    KERNEL("kernel pages (vdso)"),
    GUARD("inaccessible"),
    /// The heap of a runtime that is not read.
    UNREAD_HEAP("heap that is not read");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }

    /// {@return its name for programs}
    public String id() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// {@return whether a module's static variables live here}
    public boolean staticData() {
      return this == RELOCATED_DATA || this == WRITABLE_DATA || this == BSS;
    }
  }

  /// {@return the same as the stack of a thread}
  public Area usedDownTo(long pointer) {
    return new Area(start, end, kind, name, mapping, binary, pointer);
  }

  /// {@return the part of it in `[from, until)`}
  public Area part(long from, long until) {
    return new Area(from, until, kind, name, mapping, binary, stackPointer);
  }

  /// {@return the same for another purpose}
  public Area as(Kind other) {
    return new Area(start, end, other, name, mapping, binary, stackPointer);
  }

  public long bytes() {
    return end - start;
  }
}
