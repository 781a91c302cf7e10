package dev.fathom.model.column;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.dialect.NoRuntime;
import dev.fathom.model.object.ObjectRole;
import dev.fathom.model.object.ObjectTable;
import dev.fathom.model.object.TypeTable;
import java.util.ArrayList;
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
    LongColumn column = new LongColumn();
    TreeMap<Long, Integer> model = new TreeMap<>(Long::compareUnsigned);
    long value = 100;
    for (int i = 0; i < 200_000; i++) {
      value += 1 + random.nextLong(i % 1000 == 0 ? 1L << 40 : 64);
      column.add(value);
      model.put(value, i);
    }
    // Unsigned: the upper half of the addresses comes after the lower.
    column.add(-5);
    model.put(-5L, 200_000);
    assertThat(column.atOrBelow(99)).isEqualTo(-1);
    assertThat(column.atOrBelow(-1)).isEqualTo(200_000);
    for (int question = 0; question < 100_000; question++) {
      long address = random.nextLong(value + 1000);
      Map.Entry<Long, Integer> floor = model.floorEntry(address);
      assertThat(column.atOrBelow(address)).isEqualTo(floor == null ? -1 : floor.getValue());
    }
    assertThat(new LongColumn().atOrBelow(5)).isEqualTo(-1);
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
