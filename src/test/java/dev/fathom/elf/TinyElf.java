package dev.fathom.elf;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Writes a shared library of less than two kilobytes that has one of everything, so that hardly a
/// byte of it is without meaning. Written from the gABI, without the constants of the reader.
final class TinyElf {
  static final int SECTION_OFFSET_FIELD = 0x28;
  static final int SEGMENT_COUNT_FIELD = 0x38;
  static final int SECTION_COUNT_FIELD = 0x3c;

  static final int SEGMENTS = 0x40;
  static final int INTERPRETER = 0x190;
  static final int NOTES = 0x1b0;
  static final int DYNAMIC_SYMBOLS = 0x1d0;
  static final int DYNAMIC_NAMES = 0x230;
  static final int GNU_HASH = 0x260;
  static final int SYSTEM_V_HASH = 0x288;
  static final int DYNAMIC = 0x400;
  static final int FULL_SYMBOLS = 0x480;
  static final int FULL_NAMES = 0x4e0;
  static final int SECTION_NAMES = 0x500;
  static final int SECTIONS = 0x580;

  static final int SEGMENT_BYTES = 56;
  static final int SECTION_BYTES = 64;

  /// What is to be added to a file offset in the second load to get the virtual address.
  static final int SECOND_LOAD_SHIFT = 0x1000;

  static final String BUILD_ID = "0123456789abcdef";

  static final long TAG_SYSTEM_V_HASH = 4;
  static final long TAG_GNU_HASH = 0x6ffffef5L;

  private static final int BYTES = SECTIONS + 7 * SECTION_BYTES;
  private static final String NAMES = "\0wanted\0first\0second\0libtiny.so\0libother.so\0";
  // The last name has no NUL: the end of the table ends it.
  private static final String ALL_NAMES = "\0inner\0first\0second\0private";
  private static final String NAMES_OF_SECTIONS =
      "\0.dynsym\0.dynstr\0.symtab\0.strtab\0.shstrtab\0.note.gnu.build-id\0";

  private final ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private int segments;
  private int sections;

  TinyElf() {
    bytes.put(0, new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
    bytes.putShort(0x10, (short) 3).putShort(0x12, (short) 62).putInt(0x14, 1);
    bytes.putLong(0x20, SEGMENTS).putLong(SECTION_OFFSET_FIELD, SECTIONS);
    bytes.putShort(0x34, (short) 64);
    bytes.putShort(0x36, (short) SEGMENT_BYTES).putShort(SEGMENT_COUNT_FIELD, (short) 6);
    bytes.putShort(0x3a, (short) SECTION_BYTES).putShort(SECTION_COUNT_FIELD, (short) 7);
    bytes.putShort(0x3e, (short) 5);

    segment(1, 5, 0, 0, DYNAMIC, DYNAMIC, 0x1000);
    segment(1, 6, DYNAMIC, SECOND_LOAD_SHIFT, BYTES - DYNAMIC, 0x1000, 0x1000);
    segment(2, 6, DYNAMIC, SECOND_LOAD_SHIFT, 0x80, 0x80, 8);
    segment(3, 4, INTERPRETER, 0, 0x20, 0x20, 1);
    segment(4, 4, NOTES, 0, 24, 24, 4);
    segment(0x6474e552, 4, DYNAMIC, SECOND_LOAD_SHIFT, 0x80, 0x80, 1);

    text(INTERPRETER, "/lib/tiny-loader.so\0");
    bytes.putInt(NOTES, 4).putInt(NOTES + 4, 8).putInt(NOTES + 8, 3);
    text(NOTES + 12, "GNU\0");
    bytes.order(ByteOrder.BIG_ENDIAN).putLong(NOTES + 16, Long.parseLong(BUILD_ID, 16));
    bytes.order(ByteOrder.LITTLE_ENDIAN);

    text(DYNAMIC_NAMES, NAMES);
    symbol(DYNAMIC_SYMBOLS, 1, NAMES.indexOf("wanted"), 0x12, 0, 0, 0);
    symbol(DYNAMIC_SYMBOLS, 2, NAMES.indexOf("first"), 0x12, 1, 0x1500, 0x10);
    symbol(DYNAMIC_SYMBOLS, 3, NAMES.indexOf("second"), 0x11, 1, 0x1600, 8);
    gnuHash();
    bytes.putInt(SYSTEM_V_HASH, 1).putInt(SYSTEM_V_HASH + 4, 4);

    dynamic(0, 1, NAMES.indexOf("libother.so"));
    dynamic(1, 14, NAMES.indexOf("libtiny.so"));
    dynamic(2, TAG_SYSTEM_V_HASH, SYSTEM_V_HASH);
    dynamic(3, TAG_GNU_HASH, GNU_HASH);
    dynamic(4, 5, DYNAMIC_NAMES);
    dynamic(5, 6, DYNAMIC_SYMBOLS);
    dynamic(6, 10, NAMES.length());

    text(FULL_NAMES, ALL_NAMES);
    symbol(FULL_SYMBOLS, 1, ALL_NAMES.indexOf("inner"), 0x02, 1, 0x1500, 0x10);
    symbol(FULL_SYMBOLS, 2, ALL_NAMES.indexOf("first"), 0x12, 1, 0x1500, 0x10);
    symbol(FULL_SYMBOLS, 3, ALL_NAMES.indexOf("private"), 0x01, 1, 0x1700, 0);

    text(SECTION_NAMES, NAMES_OF_SECTIONS);
    section("", 0, 0, 0, 0, 0);
    section(".dynsym", 11, DYNAMIC_SYMBOLS, 96, 2, 24);
    section(".dynstr", 3, DYNAMIC_NAMES, NAMES.length(), 0, 0);
    section(".symtab", 2, FULL_SYMBOLS, 96, 4, 24);
    section(".strtab", 3, FULL_NAMES, ALL_NAMES.length(), 0, 0);
    section(".shstrtab", 3, SECTION_NAMES, NAMES_OF_SECTIONS.length(), 0, 0);
    section(".note.gnu.build-id", 7, NOTES, 24, 0, 0);
  }

  byte[] bytes() {
    return bytes.array().clone();
  }

  ElfImage open() throws ElfFormatException {
    return ElfImage.of(MemorySegment.ofArray(bytes()), "tiny");
  }

  /// Turns an entry of the dynamic section into one that nobody knows.
  TinyElf without(long tag) {
    for (int at = DYNAMIC; bytes.getLong(at) != 0; at += 16) {
      if (bytes.getLong(at) == tag) {
        bytes.putLong(at, 0x6fff0000L);
      }
    }
    return this;
  }

  TinyElf withShort(int offset, int value) {
    bytes.putShort(offset, (short) value);
    return this;
  }

  TinyElf withInt(int offset, int value) {
    bytes.putInt(offset, value);
    return this;
  }

  TinyElf withLong(int offset, long value) {
    bytes.putLong(offset, value);
    return this;
  }

  private void segment(
      int type, int flags, int offset, int shift, int fileSize, int memorySize, int alignment) {
    int at = SEGMENTS + segments++ * SEGMENT_BYTES;
    bytes.putInt(at, type).putInt(at + 4, flags).putLong(at + 8, offset);
    bytes.putLong(at + 16, offset + shift).putLong(at + 24, offset + shift);
    bytes.putLong(at + 32, fileSize).putLong(at + 40, memorySize).putLong(at + 48, alignment);
  }

  private void section(String name, int type, int offset, int size, int link, int entryBytes) {
    int at = SECTIONS + sections++ * SECTION_BYTES;
    bytes.putInt(at, name.isEmpty() ? 0 : NAMES_OF_SECTIONS.indexOf(name)).putInt(at + 4, type);
    bytes.putLong(at + 24, offset).putLong(at + 32, size).putInt(at + 40, link);
    bytes.putLong(at + 48, 1).putLong(at + 56, entryBytes);
  }

  private void symbol(
      int table, int index, int name, int info, int section, long value, long size) {
    int at = table + index * 24;
    bytes.putInt(at, name).put(at + 4, (byte) info).putShort(at + 6, (short) section);
    bytes.putLong(at + 8, value).putLong(at + 16, size);
  }

  private void dynamic(int index, long tag, long value) {
    bytes.putLong(DYNAMIC + index * 16, tag).putLong(DYNAMIC + index * 16 + 8, value);
  }

  /// One bucket, which begins at symbol 2 and ends at symbol 3; a filter of one word.
  private void gnuHash() {
    int first = hash("first");
    int second = hash("second");
    long filter = 1L << first | 1L << (first >>> 6) | 1L << second | 1L << (second >>> 6);
    bytes.putInt(GNU_HASH, 1).putInt(GNU_HASH + 4, 2);
    bytes.putInt(GNU_HASH + 8, 1).putInt(GNU_HASH + 12, 6);
    bytes.putLong(GNU_HASH + 16, filter).putInt(GNU_HASH + 24, 2);
    bytes.putInt(GNU_HASH + 28, first & ~1).putInt(GNU_HASH + 32, second | 1);
  }

  private static int hash(String name) {
    return name.chars().reduce(5381, (hash, next) -> hash * 33 + next);
  }

  private void text(int offset, String text) {
    bytes.put(offset, text.getBytes(US_ASCII));
  }
}
