package dev.fathom.elf.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.fathom.elf.ElfFormatException;
import dev.fathom.elf.ElfImage;
import dev.fathom.elf.ImageReader;
import dev.fathom.host.KernelFiles;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// An archive of object files, as `ar` of the GNU binutils writes it: heads of 60 characters, each
/// with a member behind it.
///
/// Whoever made it is not trusted: each size is checked against what is left of the file.
public final class ObjectArchive implements AutoCloseable {
  private static final String MAGIC = "!<arch>\n";
  private static final String THIN = "!<thin>\n";
  private static final String INDEX = "/";
  private static final String WIDE_INDEX = "/SYM64/";
  private static final String LONG_NAMES = "//";

  // struct ar_hdr (include/aout/ar.h of the binutils)
  private static final int NAME_END = 16;
  private static final int SIZE = 48;
  private static final int SIZE_END = 58;
  private static final String HEAD_END = "`\n";
  private static final int HEAD_BYTES = 60;

  /// The index and the long names of the largest archives take some ten megabytes.
  private static final long LARGEST_TABLE = 256L << 20;

  private static final int MOST_MEMBERS = 1 << 20;

  private final Path file;
  private final FileChannel channel;
  private final List<Member> members = new ArrayList<>();
  private boolean indexed;

  /// A file in an archive.
  ///
  /// @param name as the archive has it
  /// @param offset of its first byte in the archive
  /// @param size in bytes
  public record Member(String name, long offset, long size) {}

  private ObjectArchive(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /// {@return whether a file begins like an archive}
  public static boolean isOne(Path file) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (FileChannel channel = KernelFiles.open(file)) {
      String magic = text(channel, 0, MAGIC.length());
      return magic.equals(MAGIC) || magic.equals(THIN);
    } catch (IOException unreadable) {
      return false;
    }
  }

  /// Opens an archive, and reads the heads of its members.
  ///
  /// @throws IOException in one line, if it is none or is damaged
  public static ObjectArchive open(Path file) throws IOException {
    FileChannel channel = KernelFiles.open(file);
    try {
      ObjectArchive archive = new ObjectArchive(file, channel);
      archive.readHeads();
      return archive;
    } catch (Throwable failure) {
      channel.close();
      throw failure;
    }
  }

  private void readHeads() throws IOException {
    String magic = text(channel, 0, MAGIC.length());
    if (magic.equals(THIN)) {
      throw malformed(0, "a thin archive, whose members are files of their own: name those");
    }
    if (!magic.equals(MAGIC)) {
      throw malformed(0, "not an archive");
    }
    String longNames = "";
    long at = MAGIC.length();
    while (at < channel.size()) {
      String head = text(channel, at, HEAD_BYTES);
      if (head.length() < HEAD_BYTES || !head.endsWith(HEAD_END)) {
        throw malformed(at, "no head of a member");
      }
      String name = head.substring(0, NAME_END).stripTrailing();
      long size = number(head.substring(SIZE, SIZE_END), at);
      long start = at + HEAD_BYTES;
      if (size > channel.size() - start) {
        throw malformed(at, "a member of " + size + " bytes, of which the file has fewer");
      }
      switch (name) {
        case INDEX, WIDE_INDEX -> indexed = true;
        case LONG_NAMES -> longNames = table(start, size);
        default -> members.add(new Member(memberName(name, longNames), start, size));
      }
      if (members.size() > MOST_MEMBERS) {
        throw malformed(at, "too many members");
      }
      at = start + size + (size & 1);
    }
  }

  private String table(long start, long size) throws IOException {
    if (size > LARGEST_TABLE) {
      throw malformed(start, "names of " + size + " bytes");
    }
    return text(channel, start, (int) size);
  }

  /// A name of up to 15 characters ends in `/`; of a longer one there is its place in the table.
  private String memberName(String name, String longNames) throws ElfFormatException {
    if (name.matches("/\\d{1,9}")) {
      int at = Integer.parseInt(name.substring(1));
      int end = longNames.indexOf("/\n", at);
      return at > longNames.length() || end < 0 ? name : longNames.substring(at, end);
    }
    return name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
  }

  /// {@return its object files, and whatever else it holds, in order}
  public List<Member> members() {
    return List.copyOf(members);
  }

  /// {@return whether it has an index, without which a linker takes nothing from it}
  public boolean isIndexed() {
    return indexed;
  }

  /// {@return a member as an ELF image, readable while the archive is open}
  ///
  /// @throws ElfFormatException when it is none of the kind that is read here
  public ElfImage image(Member member) throws ElfFormatException {
    ImageReader reader =
        (position, into) -> {
          MemorySegment room = into.asSlice(0, Math.min(into.byteSize(), member.size() - position));
          return read(member.offset() + position, room.asByteBuffer());
        };
    return ElfImage.ofFile(reader, member.size(), file + "(" + member.name() + ")");
  }

  private long read(long position, ByteBuffer into) {
    try {
      while (into.hasRemaining() && channel.read(into, position + into.position()) > 0) {}
    } catch (IOException unreadable) {
      return into.position(); // what is missing is told by whoever wanted it
    }
    return into.position();
  }

  private static String text(FileChannel channel, long at, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) > 0) {}
    return new String(bytes.array(), 0, bytes.position(), ISO_8859_1);
  }

  private long number(String text, long at) throws ElfFormatException {
    String digits = text.strip();
    if (!digits.matches("\\d{1,10}")) {
      throw malformed(at, "the size of a member is no number");
    }
    return Long.parseLong(digits);
  }

  private ElfFormatException malformed(long at, String problem) {
    return new ElfFormatException(file.toString(), at, problem);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException unclosable) {
      // Nothing was written, so nothing is lost.
    }
  }
}
