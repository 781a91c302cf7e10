package dev.fathom.elf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.fathom.host.KernelFiles;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the first bytes of any ELF file say about it, whatever its class, byte order and machine.
///
/// @param wordBits 32 or 64, the ELF class
/// @param byteOrder the order of the bytes in its words
/// @param type what kind of image it is
/// @param machine the number of the instruction set (`e_machine`)
public record ElfIdentity(int wordBits, ByteOrder byteOrder, ElfType type, int machine) {
  // gABI, "ELF Header": these fields lie at the same place in both classes.
  private static final long EI_MAG = 0;
  private static final long EI_CLASS = 4;
  private static final long EI_DATA = 5;
  private static final long E_TYPE = 16;
  private static final long E_MACHINE = 18;
  private static final int BYTES = 20;

  /// `0x7f 'E' 'L' 'F'` as a little-endian word.
  private static final int MAGIC = 0x464c457f;

  private static final int CLASS_32 = 1;
  private static final int CLASS_64 = 2;
  private static final int DATA_LITTLE = 1;
  private static final int DATA_BIG = 2;

  /// Reads the identity of a file.
  ///
  /// @throws ElfFormatException when it is not an ELF file
  /// @throws IOException when it cannot be read
  public static ElfIdentity read(Path file) throws IOException {
    try (FileChannel channel = openRegular(file)) {
      ByteBuffer start = ByteBuffer.allocate(BYTES);
      while (start.hasRemaining() && channel.read(start, start.position()) > 0) {}
      return of(MemorySegment.ofBuffer(start.flip()), file.toString());
    }
  }

  /// Reads the identity of an image whose first bytes are in hand.
  ///
  /// @throws ElfFormatException when they are not those of an ELF image
  public static ElfIdentity of(MemorySegment bytes, String name) throws ElfFormatException {
    if (bytes.byteSize() < BYTES || littleEndianInt(bytes, EI_MAG) != MAGIC) {
      throw new ElfFormatException(name, EI_MAG, "not an ELF file");
    }
    int wordBits =
        switch (bytes.get(JAVA_BYTE, EI_CLASS)) {
          case CLASS_32 -> 32;
          case CLASS_64 -> 64;
          default -> throw new ElfFormatException(name, EI_CLASS, "unknown ELF class");
        };
    ByteOrder order =
        switch (bytes.get(JAVA_BYTE, EI_DATA)) {
          case DATA_LITTLE -> ByteOrder.LITTLE_ENDIAN;
          case DATA_BIG -> ByteOrder.BIG_ENDIAN;
          default -> throw new ElfFormatException(name, EI_DATA, "unknown byte order");
        };
    var half = JAVA_SHORT_UNALIGNED.withOrder(order);
    return new ElfIdentity(
        wordBits,
        order,
        ElfType.of(Short.toUnsignedInt(bytes.get(half, E_TYPE))),
        Short.toUnsignedInt(bytes.get(half, E_MACHINE)));
  }

  /// {@return the usual name of the machine, such as "x86-64", or its number when it is a rare one}
  public String machineName() {
    return switch (machine) {
      case 2 -> "sparc";
      case 3 -> "i386";
      case 8 -> "mips";
      case 20 -> "powerpc";
      case 21 -> "powerpc64";
      case 22 -> "s390";
      case 40 -> "arm";
      case 43 -> "sparc64";
      case 62 -> "x86-64";
      case 183 -> "aarch64";
      case 243 -> "riscv";
      case 247 -> "bpf";
      case 258 -> "loongarch";
      default -> "machine " + machine;
    };
  }

  /// {@return whether [ElfImage] reads such images}
  public boolean isReadable() {
    return wordBits == 64 && byteOrder == ByteOrder.LITTLE_ENDIAN;
  }

  /// Opens a file to read, if it is one: to open a pipe or a device that a container offers under
  /// the name of a library could wait for ever.
  static FileChannel openRegular(Path file) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new ElfFormatException(
          file.toString(), EI_MAG, "not an ELF file, not even a plain one");
    }
    return KernelFiles.open(file);
  }

  private static int littleEndianInt(MemorySegment bytes, long offset) {
    return bytes.get(JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), offset);
  }
}
