package dev.fathom.cli.linking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.FathomRun;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.RealTools;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Libraries, object files and archives that are damaged or made to harm their reader: an answer,
/// or one line that says what is wrong. `-Dfathom.link.mutants=20000` tries more.
final class HostileLinkTest {
  private static final int MUTANTS = Integer.getInteger("fathom.link.mutants", 40);
  private static final long HUGE = 1L << 40;

  @TempDir private Path folder;

  private RealTools tools;

  @BeforeEach
  void compile() throws IOException {
    tools = new RealTools(folder);
    tools.require("gcc", "ar");
    tools.write("x.map", "X_1 { global: f; }; X_2 { global: g; } X_1;");
    tools.write(
        "x.c",
        "#include <stdio.h>\nint v; int f(void) { return puts(\"\") + v; } int *g(void) { return &v; }");
    tools.make("gcc", "-shared", "-fPIC", "-Wl,--version-script=x.map", "-o", "libx.so", "x.c");
    tools.make("gcc", "-c", "x.c");
    tools.make("ar", "rcs", "libx.a", "x.o");
  }

  @Test
  void bytesAndWordsThatChanged() throws IOException {
    for (String name : new String[] {"libx.so", "x.o", "libx.a"}) {
      byte[] sound = Files.readAllBytes(folder.resolve(name));
      Random random = new Random(1);
      for (int i = 0; i < MUTANTS; i++) {
        byte[] bytes = sound.clone();
        for (int more = random.nextInt(1, 6); more > 0; more--) {
          int at = random.nextInt(bytes.length - Long.BYTES);
          if (random.nextBoolean()) {
            bytes[at] = (byte) random.nextInt();
          } else {
            ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(at & -4, random.nextLong() >> random.nextInt(Long.SIZE));
          }
        }
        assertAnswered(
            name,
            random.nextInt(5) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes);
      }
    }
  }

  @Test
  void filesWithoutAnEnd() throws IOException {
    for (String name : new String[] {"libx.so", "x.o", "libx.a"}) {
      Path file = folder.resolve("endless-" + name);
      Files.copy(folder.resolve(name), file);
      try (RandomAccessFile grown = new RandomAccessFile(file.toFile(), "rw")) {
        grown.setLength(HUGE);
      }
      assertAnswered(file);
    }
  }

  @Test
  void aLibraryThatNeedsItselfAndWhatIsNotThere() throws IOException {
    tools.make("gcc", "-shared", "-fPIC", "-Wl,-soname,libself.so", "-o", "libself.so", "x.c");
    tools.make("gcc", "-shared", "-fPIC", "-Wl,-soname,libself.so", "-o", "first.so", "x.c");
    tools.make(
        "gcc",
        "-shared",
        "-fPIC",
        "-Wl,-soname,libself.so,--no-as-needed,-rpath,$ORIGIN",
        "-o",
        "libself.so",
        "x.c",
        "first.so");
    assertAnswered(folder.resolve("libself.so"));
  }

  /// A megabyte that names ever other libraries, each to be looked for in all directories.
  @Test
  void aLibraryThatNeedsFiftyThousandOthers() throws IOException {
    int needs = 50_000;
    int dynamic = 64 + 2 * 56;
    int strings = dynamic + (needs + 5) * 16;
    StringBuilder names = new StringBuilder("\0$ORIGIN" + ":/tmp/none".repeat(200) + "\0");
    int[] offsets = new int[needs];
    for (int i = 0; i < needs; i++) {
      offsets[i] = names.length();
      names.append("lib").append(i).append(".so.1\0");
    }
    int size = strings + names.length();
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(0, new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
    bytes.putShort(16, (short) 3).putShort(18, (short) 62).putLong(32, 64);
    bytes.putShort(54, (short) 56).putShort(56, (short) 2);
    segment(bytes, 64, 1, 0, size);
    segment(bytes, 64 + 56, 2, dynamic, strings - dynamic);
    int at = dynamic;
    for (long[] entry : new long[][] {{5, strings}, {10, names.length()}, {29, 1}}) {
      bytes.putLong(at, entry[0]).putLong(at + 8, entry[1]);
      at += 16;
    }
    for (int i = 0; i < needs; i++, at += 16) {
      bytes.putLong(at, 1).putLong(at + 8, offsets[i]);
    }
    bytes.put(strings, names.toString().getBytes(StandardCharsets.US_ASCII));
    Path file = Files.write(folder.resolve("libmany.so"), bytes.array());
    assertAnswered(file);
    assertThat(FathomRun.of("link", file).code()).isEqualTo(ExitCode.DISAGREES);
  }

  private static void segment(ByteBuffer bytes, int at, int type, long offset, long size) {
    bytes.putInt(at, type).putInt(at + 4, 4).putLong(at + 8, offset).putLong(at + 16, offset);
    bytes.putLong(at + 24, offset).putLong(at + 32, size).putLong(at + 40, size);
    bytes.putLong(at + 48, 8);
  }

  @Test
  void whatIsNoProgram() throws IOException {
    tools.write("text", "no program");
    assertThat(FathomRun.of("link", folder.resolve("text")).assertOneLine(ExitCode.FAILED))
        .contains("not an ELF file");
    assertThat(FathomRun.of("link", folder.resolve("none")).assertOneLine(ExitCode.USAGE))
        .contains("no such file");
    Files.createDirectory(folder.resolve("empty"));
    assertThat(FathomRun.of("link", folder.resolve("empty")).assertOneLine(ExitCode.FAILED))
        .contains("holds no programs or libraries");
    assertThat(FathomRun.of("link").code()).isEqualTo(ExitCode.USAGE);
    assertThat(FathomRun.of("link", 1 << 30).assertOneLine(ExitCode.FAILED)).contains("process");
  }

  private void assertAnswered(String name, byte[] bytes) throws IOException {
    Path file = folder.resolve("mutant-" + name);
    Files.write(file, bytes);
    assertAnswered(file);
  }

  private static void assertAnswered(Path file) {
    FathomRun run = FathomRun.of("link", file);
    assertThat(run.err()).doesNotContain("internal error").doesNotContain("\tat ");
    if (run.code() == ExitCode.FAILED) {
      run.assertOneLine(ExitCode.FAILED);
    } else {
      assertThat(run.code())
          .as(run.err())
          .isIn(ExitCode.FINE, ExitCode.PARTIAL, ExitCode.DISAGREES);
      assertThat(run.out()).isNotEmpty();
    }
  }
}
