package dev.fathom.snapshot.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tables there and back, and what becomes of them when their bytes change.
final class TableTest {
  private enum Colour {
    RED,
    GREEN
  }

  private static final Labels COLOURS =
      Labels.of(Colour.values(), colour -> colour == Colour.RED ? 3 : 4);

  @TempDir private Path directory;

  @Test
  void aTableOfSeveralRowGroupsComesBack() throws IOException {
    int rows = Parquet.GROUP_ROWS + Parquet.PAGE_ROWS + 17;
    Path file = write(rows);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      TableReader table = open(channel, file, footer);
      assertThat(table.rows()).isEqualTo(rows);
      Numbers address = table.numbers("address");
      Numbers random = table.numbers("random");
      Codes colour = table.codes("colour", COLOURS);
      Texts name = table.texts("name");
      for (int row = 0; row < rows; row++) {
        if (address.next() != address(row)
            || random.next() != random(row)
            || colour.next() != colour(row)
            || !name.next().equals(name(row))) {
          throw new AssertionError("row " + row);
        }
      }
      assertThatThrownBy(address::next).isInstanceOf(DamagedTableException.class);
    }
  }

  @Test
  void anEmptyTableComesBack() throws IOException {
    Path file = write(0);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      TableReader table = open(channel, file, footer);
      assertThat(table.rows()).isZero();
      assertThat(table.has("address")).isTrue();
      assertThat(table.has("nothing")).isFalse();
      table
          .numbers("address")
          .pages((values, count) -> {
            throw new AssertionError(count);
          });
      assertThatThrownBy(() -> table.numbers("name")).isInstanceOf(DamagedTableException.class);
    }
  }

  /// A page of a few bytes that claims, and so do all counts, to be a million rows.
  @Test
  void moreRowsThanItsBytesTake() throws IOException {
    int rows = 60_000;
    int claimed = 1_000_000;
    Path file = write(rows);
    byte[] bytes = Files.readAllBytes(file);
    TableOutput was = new TableOutput();
    was.zigzag(rows);
    TableOutput is = new TableOutput();
    is.zigzag(claimed);
    assertThat(is.count()).isEqualTo(was.count());
    int footerEnd = bytes.length - Integer.BYTES - Parquet.MAGIC.length;
    int footerStart = footerEnd - new Input(bytes, footerEnd, bytes.length).u32();
    int replaced = 0;
    for (int at = footerStart; at <= footerEnd - was.count(); at++) {
      if (Arrays.equals(bytes, at, at + was.count(), was.array(), 0, was.count())) {
        System.arraycopy(is.array(), 0, bytes, at, is.count());
        replaced++;
      }
    }
    assertThat(replaced).as("the table's, its group's, its columns'").isEqualTo(6);
    CRC32 checksum = new CRC32();
    checksum.update(bytes, footerStart, footerEnd - footerStart);
    Files.write(file, bytes);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      assertThatThrownBy(() -> open(channel, file, (int) checksum.getValue()))
          .isInstanceOf(DamagedTableException.class)
          .hasMessageContaining("has fewer bytes than its rows take");
    }
  }

  @Test
  void demandsAreChecked() throws IOException {
    Path file = write(1000);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      TableReader table = open(channel, file, footer);
      PageConsumer nobody = (values, count) -> {};
      table.numbers("address").ascending().within(0, Long.MAX_VALUE).pages(nobody);
      assertThatThrownBy(() -> table.numbers("random").ascending().pages(nobody))
          .isInstanceOf(DamagedTableException.class)
          .hasMessageContaining("random");
      assertThatThrownBy(() -> table.numbers("address").within(0, address(999)).pages(nobody))
          .isInstanceOf(DamagedTableException.class);
    }
  }

  /// Each bit of a small table: the same rows, or an error; never other rows.
  @Test
  void noBitCanChange() throws IOException {
    Path file = write(50);
    byte[] bytes = Files.readAllBytes(file);
    int errors = 0;
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file, bytes);
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        TableReader table = open(channel, file, footer);
        Numbers address = table.numbers("address");
        Numbers random = table.numbers("random");
        Codes colour = table.codes("colour", COLOURS);
        Texts name = table.texts("name");
        assertThat(table.rows()).isEqualTo(50);
        for (int row = 0; row < 50; row++) {
          assertThat(address.next()).isEqualTo(address(row));
          assertThat(random.next()).isEqualTo(random(row));
          assertThat(colour.next()).isEqualTo(colour(row));
          assertThat(name.next()).isEqualTo(name(row));
        }
      } catch (DamagedTableException expected) {
        errors++;
      }
    }
    assertThat(errors).isGreaterThan(bytes.length * 7);
  }

  private int footer;

  private Path write(int rows) throws IOException {
    Spool spool =
        new TableWriter(rows)
            .numbers("address", TableTest::address)
            .numbers("random", TableTest::random)
            .labels("colour", COLOURS, TableTest::colour)
            .texts("name", TableTest::name)
            .write();
    footer = spool.footerChecksum();
    Path file = directory.resolve("table.parquet");
    try (OutputStream out = Files.newOutputStream(file)) {
      spool.writeTo(out);
    }
    assertThat(Files.size(file)).isEqualTo(spool.bytes());
    return file;
  }

  private static TableReader open(FileChannel channel, Path file, int footer) throws IOException {
    return TableReader.open(channel, 0, Files.size(file), "test", footer);
  }

  private static long address(int row) {
    return 0x5500_0000_0000L + row * 48L + row % 7;
  }

  private static long random(int row) {
    return new SplittableRandom(row).nextLong();
  }

  private static int colour(int row) {
    return 3 + (row / 5 & 1);
  }

  private static String name(int row) {
    return row % 3 == 0 ? "" : "Größe " + row;
  }
}
