package dev.fathom.elf;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Images that are damaged, cut short, or made to harm their reader: an answer or an
/// [ElfFormatException], soon, and nothing else.
class HostileImageTest {
  private static final byte[] SOUND = new TinyElf().bytes();
  private static final int ATTEMPTS = 5000;
  private static final Duration SOON = Duration.ofMinutes(2);

  /// Larger than any memory, and almost nothing on disk.
  private static final long HUGE = 1L << 40;

  @Test
  void bytesThatChanged() {
    Random random = new Random(1);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      byte[] bytes = SOUND.clone();
      for (int more = random.nextInt(1, 9); more > 0; more--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      askEverything(bytes);
    }
  }

  @Test
  void wordsThatChanged() {
    Random random = new Random(1);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      byte[] bytes = SOUND.clone();
      for (int more = random.nextInt(1, 4); more > 0; more--) {
        int offset = random.nextInt((bytes.length - Long.BYTES) / Integer.BYTES) * Integer.BYTES;
        // Words of all magnitudes: sizes that are a little wrong, and those that cannot be.
        ByteBuffer.wrap(bytes).putLong(offset, random.nextLong() >> random.nextInt(Long.SIZE));
      }
      askEverything(bytes);
    }
  }

  @Test
  void filesCutShortAnywhere() {
    for (int length = 0; length < SOUND.length; length++) {
      askEverything(Arrays.copyOf(SOUND, length));
    }
  }

  @Test
  void aFileWithoutAnEnd(@TempDir Path directory) throws IOException {
    int symbolSection = TinyElf.SECTIONS + 3 * TinyElf.SECTION_BYTES;
    int noteSegment = TinyElf.SEGMENTS + 4 * TinyElf.SEGMENT_BYTES;
    int sizeInSection = 32;
    int sizeInSegment = 32;
    List<TinyElf> harmful =
        List.of(
            new TinyElf()
                .withShort(TinyElf.SECTION_COUNT_FIELD, 0)
                .withLong(TinyElf.SECTIONS + sizeInSection, HUGE / 128),
            new TinyElf()
                .withShort(TinyElf.SEGMENT_COUNT_FIELD, 0xffff)
                .withInt(TinyElf.SECTIONS + 44, -1),
            new TinyElf().withLong(symbolSection + sizeInSection, HUGE / 2),
            new TinyElf().withLong(noteSegment + sizeInSegment, HUGE / 2),
            new TinyElf()
                .withLong(noteSegment + sizeInSegment, HUGE / 2)
                .withInt(TinyElf.NOTES + 4, 0xc000_0000),
            new TinyElf().withLong(TinyElf.DYNAMIC + 8, -5),
            new TinyElf().withInt(TinyElf.GNU_HASH, -1),
            new TinyElf().withInt(TinyElf.GNU_HASH + 24, 1 << 30),
            new TinyElf().withInt(TinyElf.SYSTEM_V_HASH + 4, -1));
    for (int i = 0; i < harmful.size(); i++) {
      Path file = Files.write(directory.resolve("harmful" + i), harmful.get(i).bytes());
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.allocate(1), HUGE);
      }
      assertTimeoutPreemptively(
          SOON,
          () -> {
            try (ElfImage image = ElfImage.open(file)) {
              askEverything(image);
            } catch (ElfFormatException refused) {
              assertThat(refused).hasMessageStartingWith(file + ": offset 0x");
            }
          });
    }
  }

  @Test
  void aMemoryWithoutAnEnd() {
    ImageReader repeating =
        (address, into) -> {
          into.fill((byte) 0);
          if (address == 0) {
            MemorySegment.copy(MemorySegment.ofArray(SOUND), 0, into, 0, SOUND.length);
            // The second load ends four gigabytes further on, all of them there.
            into.set(
                JAVA_INT_UNALIGNED, TinyElf.SEGMENTS + TinyElf.SEGMENT_BYTES + 40, 0xf000_0000);
          }
          return into.byteSize();
        };
    assertTimeoutPreemptively(
        SOON, () -> askEverything(ElfImage.ofMemory(repeating, 0, "without end")));
  }

  private static void askEverything(byte[] bytes) {
    try {
      askEverything(ElfImage.of(MemorySegment.ofArray(bytes), "damaged"));
    } catch (ElfFormatException refused) {
      refused(refused);
    }
    try {
      askEverything(ElfImage.ofMemory((address, into) -> read(bytes, address, into), 0, "damaged"));
    } catch (ElfFormatException refused) {
      refused(refused);
    }
  }

  private static void askEverything(ElfImage image) {
    List<Callable<?>> questions =
        List.of(
            image::loads,
            image::relro,
            () -> image.loadBias(0x10000, 0),
            image::interpreter,
            image::soname,
            image::needed,
            image::sections,
            image::isStripped,
            image::buildId,
            () -> image.note("none", 0),
            () -> image.linking().symbols(SymbolTable.DYNAMIC).count(),
            () -> image.linking().symbols(SymbolTable.FULL).count(),
            () -> image.linking().versions(),
            () -> image.linking().relocations().count(),
            () -> image.linking().runpath(),
            () -> image.symbol("second"),
            () -> image.symbol("private"),
            () -> image.symbol("none"),
            () -> image.nearestSymbol(0x1505),
            () -> ElfImageTest.names(image, SymbolTable.DYNAMIC).size(),
            () -> ElfImageTest.names(image, SymbolTable.FULL).size());
    for (Callable<?> question : questions) {
      try {
        assertThat(question.call()).isNotNull();
      } catch (ElfFormatException refused) {
        refused(refused);
      } catch (Exception wrong) {
        throw new AssertionError("not a refusal", wrong);
      }
    }
  }

  private static void refused(ElfFormatException refused) {
    assertThat(refused.getMessage()).matches("\\S+( \\S+)*: offset 0x[0-9a-f]+: .+");
  }

  private static long read(byte[] bytes, long address, MemorySegment into) {
    long count = address < 0 ? 0 : Math.clamp(bytes.length - address, 0, into.byteSize());
    if (count > 0) {
      MemorySegment.copy(MemorySegment.ofArray(bytes), address, into, 0, count);
    }
    return count;
  }
}
