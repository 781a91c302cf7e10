package dev.fathom.model.column;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Ranges of one column that are added to another, against the entries one by one.
final class RangesTest {
  private static final int ENTRIES = 200_000;

  private final SplittableRandom random = new SplittableRandom(5);

  @Test
  void ofNumbers() {
    IntColumn from = new IntColumn();
    ByteColumn bytes = new ByteColumn();
    for (int at = 0; at < ENTRIES; at++) {
      from.add(random.nextInt());
      bytes.add((byte) random.nextInt());
    }
    IntColumn into = new IntColumn();
    ByteColumn intoBytes = new ByteColumn();
    into.add(1);
    intoBytes.add((byte) 1);
    for (int[] range : ranges()) {
      int before = into.count();
      into.addRange(from, range[0], range[1]);
      intoBytes.addRange(bytes, range[0], range[1]);
      assertThat(into.count()).isEqualTo(before + range[1] - range[0]);
      assertThat(intoBytes.count()).isEqualTo(into.count());
      for (int at = range[0]; at < range[1]; at++) {
        assertThat(into.get(before + at - range[0])).isEqualTo(from.get(at));
        assertThat(intoBytes.get(before + at - range[0])).isEqualTo(bytes.get(at));
      }
    }
  }

  /// On its pages are codes, distances, words and steps, and the last one is not full.
  @Test
  void ofPackedNumbers() {
    PackedColumn from = new PackedColumn();
    for (int at = 0; at < 5 * 65_536 + 1234; at++) {
      from.add(
          switch (at >>> 16) {
            case 0 -> random.nextInt(200) * 100_000;
            case 1 -> 7_000_000 + random.nextInt(60_000);
            case 2 -> random.nextInt();
            default -> at * 3;
          });
    }
    PackedColumn into = new PackedColumn();
    into.add(1);
    for (int[] range : ranges()) {
      int start = range[0];
      int end = range[1] + 5 * 65_536 + 1234 - ENTRIES;
      int before = into.count();
      into.addRange(from, start, end);
      assertThat(into.count()).isEqualTo(before + end - start);
      for (int at = start; at < end; at++) {
        assertThat(into.get(before + at - start)).isEqualTo(from.get(at));
      }
    }
  }

  /// Near ones, and some further apart than a page of near ones may be.
  @Test
  void ofAddresses() {
    AddressColumn from = new AddressColumn();
    long address = 0x5000_0000L;
    for (int at = 0; at < ENTRIES; at++) {
      address += at % 70_000 == 0 ? 1L << 40 : random.nextInt(100);
      from.add(address);
    }
    AddressColumn into = new AddressColumn();
    into.add(16);
    into.addRange(from, 3, 3);
    into.addRange(from, 100, 131_073);
    into.addRange(from, 131_073, ENTRIES);
    assertThat(into.count()).isEqualTo(1 + ENTRIES - 100);
    for (int at = 100; at < ENTRIES; at++) {
      assertThat(into.get(1 + at - 100)).isEqualTo(from.get(at));
    }
  }

  @Test
  void ofPiecesOfMemory() {
    Extents.Builder first = new Extents.Builder();
    first.add(0x1000, 0x1100, 1);
    Extents.Builder next = new Extents.Builder();
    next.add(0x1100, 0x1200, 2);
    next.add(0x1400, 0x1500, 3);
    Extents.Builder apart = new Extents.Builder();
    apart.add(0x2000, 0x2100, 4);
    Extents.Builder overlapping = new Extents.Builder();
    overlapping.add(0x2080, 0x2200, 5);
    overlapping.add(0x2200, 0x2300, 6);
    Extents.Builder all = new Extents.Builder();
    all.addAll(first, at -> {});
    all.addAll(next, at -> {});
    all.addAll(new Extents.Builder(), at -> {});
    all.addAll(apart, at -> {});
    long[] rejected = {0};
    all.addAll(overlapping, at -> rejected[0] = at);
    assertThat(rejected[0]).isEqualTo(0x2080);
    Extents built = all.build();
    StringBuilder told = new StringBuilder();
    for (int piece = 0; piece < built.count(); piece++) {
      told.append(Long.toHexString(built.start(piece))).append(':').append(built.state(piece));
      told.append(' ');
    }
    assertThat(told)
        .hasToString("0:0 1000:1 1100:2 1200:0 1400:3 1500:0 2000:4 2100:0 2200:6 2300:0 ");
    assertThat(built.endOfRun(built.at(0x1010))).isEqualTo(0x1200);
    assertThat(built.endOfRun(built.at(0x1300))).isEqualTo(0x1200);
    assertThat(built.endOfRun(built.at(0x2000))).isEqualTo(0x2100);
  }

  private static int[][] ranges() {
    return new int[][] {
      {0, 1},
      {5, 5},
      {10, 65_536},
      {65_536, 131_072},
      {65_535, 65_537},
      {70_000, ENTRIES},
      {0, ENTRIES}
    };
  }
}
