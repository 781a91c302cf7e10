package dev.fathom.survey.linking;

import dev.fathom.elf.ElfIdentity;
import dev.fathom.elf.ElfType;
import java.io.IOException;
import java.nio.file.Path;

/// What files are, by their first bytes.
public final class FileKinds {
  private FileKinds() {}

  /// {@return whether a file is a program or a library of a kind that is read}
  public static boolean isLinked(Path file) {
    try {
      ElfIdentity identity = ElfIdentity.read(file);
      return identity.isReadable()
          && (identity.type() == ElfType.SHARED || identity.type() == ElfType.EXECUTABLE);
    } catch (IOException other) {
      return false;
    }
  }
}
