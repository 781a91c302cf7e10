package dev.fathom.model.column;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.dialect.NoRuntime;
import dev.fathom.model.object.ObjectRole;
import dev.fathom.model.object.ObjectTable;
import dev.fathom.model.object.TypeTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The columns, and the tables made of them, against plain collections.
final class ColumnsTest {
  private record Row(long address, long shallow, int type) {}

  @Test
  void columnsKeepWhatTheyAreGiven() {
    SplittableRandom random = new SplittableRandom(6);
    int entries = 3 * 65_536 + 17;
    LongColumn longs = new LongColumn();
    IntColumn ints = new IntColumn();
    ByteColumn bytes = new ByteColumn();
    long[] values = random.longs(entries).toArray();
    for (long value : values) {
      longs.add(value);
      ints.add((int) value);
      bytes.add((byte) value);
    }
    assertThat(longs.count()).isEqualTo(entries);
    assertThat(ints.count()).isEqualTo(entries);
    assertThat(bytes.count()).isEqualTo(entries);
    for (int i = 0; i < entries; i++) {
      if (longs.get(i) != values[i]
          || ints.get(i) != (int) values[i]
          || bytes.get(i) != (byte) values[i]) {
        throw new AssertionError("entry " + i);
      }
    }
  }

  @Test
  void anAscendingColumnIsSearched() {
    SplittableRandom random = new SplittableRandom(7);
    AddressColumn column = new AddressColumn();
    TreeMap<Long, Integer> model = new TreeMap<>(Long::compareUnsigned);
    long value = 100;
    for (int i = 0; i < 200_000; i++) {
      // The second page of the column has entries that are far from each other.
      value += 1 + random.nextLong(i % 1000 == 0 && i >> 16 == 1 ? 1L << 40 : 64);
      column.add(value);
      model.put(value, i);
    }
    // Unsigned: the upper half of the addresses comes after the lower.
    column.add(-5);
    model.put(-5L, 200_000);
    model.forEach((address, at) -> assertThat(column.get(at)).isEqualTo(address));
    assertThat(column.atOrBelow(99)).isEqualTo(-1);
    assertThat(column.atOrBelow(-1)).isEqualTo(200_000);
    for (int question = 0; question < 100_000; question++) {
      long address = random.nextLong(value + 1000);
      Map.Entry<Long, Integer> floor = model.floorEntry(address);
      assertThat(column.atOrBelow(address)).isEqualTo(floor == null ? -1 : floor.getValue());
    }
    assertThat(new AddressColumn().atOrBelow(5)).isEqualTo(-1);
  }

  /// Pages of each kind: neighbours close together, some far from one another, most, all; numbers
  /// that do not ascend, and addresses of the kernel's half. Dropping pages leaves the rest.
  @Test
  void ascendingColumnsKeepWhatTheyAreGiven() {
    SplittableRandom random = new SplittableRandom(11);
    int page = 65_536;
    long[] values = new long[7 * page + 5_000];
    long value = 0x5555_0000_0000L;
    for (int at = 0; at < values.length; at++) {
      long most =
          switch (at / page) {
            case 0 -> 16;
            case 1 -> random.nextInt(2000) == 0 ? 1L << 40 : 8;
            case 2 -> 1 << 14;
            case 3 -> 1L << 31;
            default -> 64;
          };
      value += 8 * (1 + random.nextLong(most / 8));
      values[at] =
          switch (at / page) {
            case 4 -> random.nextLong();
            case 5 -> value | Long.MIN_VALUE;
            default -> value;
          };
    }
    AddressColumn column = new AddressColumn();
    AddressColumn copy = new AddressColumn();
    for (long each : values) {
      column.add(each);
    }
    copy.add(values[0]);
    copy.addRange(column, 1, 3 * page + 7);
    copy.addRange(column, 3 * page + 7, values.length);
    assertThat(copy.count()).isEqualTo(values.length);
    for (int at = 0; at < values.length; at++) {
      if (column.get(at) != values[at] || copy.get(at) != values[at]) {
        throw new AssertionError("entry " + at);
      }
    }
    copy.dropBelow(2 * page + 5);
    copy.dropBelow(values.length + 3 * page);
    assertThat(copy.get(values.length - 1)).isEqualTo(values[values.length - 1]);
  }

  /// A page of each kind: one value, steps, few values, values close together, and any; and one
  /// that is not full.
  @Test
  void packedColumnsKeepWhatTheyAreGiven() {
    SplittableRandom random = new SplittableRandom(9);
    int page = 65_536;
    int[] few = random.ints(256).toArray();
    int[] values = new int[6 * page + 5_000];
    for (int at = 0; at < values.length; at++) {
      values[at] =
          switch (at / page) {
            case 0 -> -7;
            case 1 -> Integer.MAX_VALUE - 3 * page + at * 4; // overflows
            case 2 -> few[random.nextInt(256)];
            case 3 -> Integer.MIN_VALUE + random.nextInt(page);
            case 4 -> at == 4 * page ? 0 : random.nextInt();
            default -> at % 257;
          };
    }
    PackedColumn column = new PackedColumn();
    for (int at = 0; at < values.length; at++) {
      column.add(values[at]);
      assertThat(column.get(at)).isEqualTo(values[at]);
    }
    assertThat(column.count()).isEqualTo(values.length);
    for (int at = 0; at < values.length; at++) {
      if (column.get(at) != values[at]) {
        throw new AssertionError("entry " + at);
      }
    }
  }

  @Test
  void sizesOfAnyMagnitudeAreKept() {
    SplittableRandom random = new SplittableRandom(10);
    int count = 2 * 65_536 + 9;
    SizeColumn column = new SizeColumn(count);
    long[] sums = new long[count];
    for (int round = 0; round < 4 * count; round++) {
      int at = random.nextInt(count);
      long bytes = at < 65_536 ? random.nextLong(1L << 40) : random.nextLong(1L << 20);
      column.add(at, bytes);
      sums[at] += bytes;
    }
    sums[70_000] = -3;
    column.set(70_000, -3);
    for (int at = 0; at < count; at++) {
      assertThat(column.get(at)).isEqualTo(sums[at]);
    }
    assertThat(column.sum()).isEqualTo(Arrays.stream(sums).sum());
    assertThat(new SizeColumn(0).sum()).isZero();
  }

  /// A page of each kind: small sizes alone, with few that are large, with many, and far too large
  /// ones that come and go.
  @Test
  void smallSizesStandBesideLargeOnes() {
    SplittableRandom random = new SplittableRandom(12);
    int page = 65_536;
    long[] sizes = new long[5 * page + 77];
    SizeColumn column = new SizeColumn(sizes.length);
    for (int round = 0; round < 3 * sizes.length; round++) {
      int at = random.nextInt(sizes.length);
      boolean large = random.nextInt(100) == 0;
      long size =
          switch (at / page) {
            case 0 -> random.nextLong(255);
            case 1 -> large ? random.nextLong(1L << 50) : random.nextLong(300);
            case 2 -> large ? -5 : random.nextLong(66_000);
            case 3 -> random.nextLong(1L << 32);
            default -> large ? 1L << 33 : random.nextLong(2);
          };
      sizes[at] = size;
      column.set(at, size);
    }
    for (int at = 0; at < sizes.length; at++) {
      if (column.get(at) != sizes[at]) {
        throw new AssertionError("size " + at);
      }
    }
    assertThat(column.sum()).isEqualTo(Arrays.stream(sizes).sum());
  }

  @Test
  void objectsKeepTheirOrderAndSizes() {
    SplittableRandom random = new SplittableRandom(8);
    ObjectTable objects = new ObjectTable();
    List<Row> model = new ArrayList<>();
    long last = 0;
    for (int i = 0; i < 150_000; i++) {
      long address = last + random.nextLong(-8, 64);
      long shallow =
          random.nextInt(5000) == 0
              ? random.nextLong(1L << 31, 1L << 50)
              : random.nextLong(1L << 31);
      boolean above = model.isEmpty() || address > last;
      assertThat(objects.add(address, i & 0xff, shallow, 16 * (i % 3), ObjectRole.CODE, i % 20))
          .isEqualTo(above);
      if (above) {
        model.add(new Row(address, shallow, i & 0xff));
        last = address;
      }
    }
    assertThat(objects.count()).isEqualTo(model.size());
    for (int i = 0; i < model.size(); i++) {
      Row row = model.get(i);
      if (objects.address(i) != row.address()
          || objects.shallow(i) != row.shallow()
          || objects.type(i) != row.type()
          || objects.atOrBelow(row.address()) != i) {
        throw new AssertionError("object " + i);
      }
    }
    assertThat(objects.atOrBelow(model.getFirst().address() - 1)).isEqualTo(-1);
  }

  @Test
  void typesThatNobodyNamedHaveEmptyNames() {
    TypeTable types = new TypeTable();
    types.put(3, new TypeTable.Type(0x1000, "module", "Name", new NoRuntime()));
    assertThat(types.count()).isEqualTo(4);
    assertThat(types.get(3).name()).isEqualTo("Name");
    assertThat(types.get(0)).isEqualTo(new TypeTable.Type(0, "", "", new NoRuntime()));
    assertThat(types.get(1000)).isEqualTo(new TypeTable.Type(0, "", "", new NoRuntime()));
  }
}
