package dev.fathom.elf;

import java.io.IOException;

/// The bytes are not what an ELF image has there. The message is one line: the name of the image,
/// the offset from its start, and what is wrong.
public final class ElfFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  private final long offset;

  /// @param name of the file, or what it is called in messages
  /// @param offset from its start, in bytes
  /// @param problem in words
  public ElfFormatException(String name, long offset, String problem) {
    super("%s: offset 0x%x: %s".formatted(name, offset, problem));
    this.offset = offset;
  }

  /// {@return where in the image, in bytes from its start}
  public long offset() {
    return offset;
  }
}
