package dev.fathom.elf;

/// What kind of image a file is (`e_type` of the gABI).
public enum ElfType {
  /// An object file (`ET_REL`).
  RELOCATABLE,
  /// An executable at a fixed address (`ET_EXEC`).
  EXECUTABLE,
  /// A shared library or a position-independent executable (`ET_DYN`).
  SHARED,
  /// A core dump (`ET_CORE`).
  CORE,
  /// None of these.
  OTHER;

  static ElfType of(int value) {
    return switch (value) {
      case 1 -> RELOCATABLE;
      case 2 -> EXECUTABLE;
      case 3 -> SHARED;
      case 4 -> CORE;
      default -> OTHER;
    };
  }
}
