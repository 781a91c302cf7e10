package dev.fathom.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/// The one thing about an ELF file that the choice of an interpreter needs.
final class ElfFile {
  // Offsets in Elf64_Ehdr and Elf64_Shdr, from the System V ABI.
  private static final int HEADER_SIZE = 64;
  private static final int E_SHOFF = 40;
  private static final int E_SHENTSIZE = 58;
  private static final int E_SHNUM = 60;
  private static final int SH_TYPE = 4;
  private static final int SHT_SYMTAB = 2;

  private ElfFile() {}

  /// Whether it has a section of type `SHT_SYMTAB`, which `strip` removes.
  static boolean hasSymbolTable(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer header = read(channel, 0, HEADER_SIZE);
      int entrySize = Short.toUnsignedInt(header.getShort(E_SHENTSIZE));
      int entries = Short.toUnsignedInt(header.getShort(E_SHNUM));
      ByteBuffer sections = read(channel, header.getLong(E_SHOFF), entries * entrySize);
      for (int i = 0; i < entries; i++) {
        if (sections.getInt(i * entrySize + SH_TYPE) == SHT_SYMTAB) {
          return true;
        }
      }
      return false;
    }
  }

  private static ByteBuffer read(FileChannel channel, long at, int size) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, at + bytes.position()) < 0) {
        throw new IOException("truncated at " + (at + bytes.position()));
      }
    }
    return bytes.flip();
  }
}
