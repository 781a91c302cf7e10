package dev.fathom.elf;

import java.lang.foreign.MemorySegment;

/// A note: a small record that a linker or the kernel leaves in an image.
///
/// @param name who defines the type, such as `GNU` or `CORE`
/// @param type what it is, to those who know the name
/// @param descriptor what it says, read-only; not to be used after the image is closed
public record Note(String name, int type, MemorySegment descriptor) {
  /// The name of the notes of the GNU tools.
  public static final String GNU = "GNU";

  /// The type of the note that holds the build id (`NT_GNU_BUILD_ID` of the GNU linker).
  public static final int GNU_BUILD_ID = 3;

  /// {@return whether it is the note of this name and type}
  public boolean is(String name, int type) {
    return this.type == type && this.name.equals(name);
  }
}
