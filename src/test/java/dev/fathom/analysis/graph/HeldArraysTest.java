package dev.fathom.analysis.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.column.Extents;
import dev.fathom.model.object.EdgeKind;
import dev.fathom.model.object.EdgeTable;
import dev.fathom.model.object.ObjectRole;
import dev.fathom.model.object.ObjectTable;
import dev.fathom.testing.HeldArrays;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

/// How many bytes of arrays the model and what follows from it keep for each object and reference
/// of a heap as Python's: pools of 16 KiB with objects of one size; a list of records, each of
/// which has an instance and a string, the instance a number and another one.
final class HeldArraysTest {
  /// A million objects, or `-Dfathom.objects=100000000`.
  private static final int RECORDS = Integer.getInteger("fathom.objects", 1_000_000) / 5;

  private static final int POOL_BYTES = 16 << 10;
  private static final int RECORD = 0;
  private static final int INSTANCE = 1;
  private static final int STRING = 2;
  private static final int KINDS = 5;

  /// Sizes of a record, an instance, a string and two numbers.
  private static final int[] SIZES = {64, 48, 64, 32, 32};

  private static final int LIVE = 1;

  private final ObjectTable objects = new ObjectTable();
  private final Extents.Builder blocks = new Extents.Builder();
  private final EdgeTable edges = new EdgeTable();

  /// Of each kind the numbers of its objects, in the order in which they were made.
  private final int[][] made = new int[KINDS][RECORDS];

  private int list;

  @Test
  void fewBytesAreKeptForAnObject() throws IllegalAccessException {
    fill();
    refer();
    long leaves = 3L * RECORDS;
    long others = objects.count() - leaves;
    Extents pieces = blocks.build();
    long model = HeldArrays.bytes(objects, pieces, edges);
    assertThat(HeldArrays.bytes(objects)).isLessThan(5L * objects.count() + (4 << 20));
    assertThat(HeldArrays.bytes(pieces)).isLessThan(3L * objects.count() + (1 << 20));
    assertThat(HeldArrays.bytes(edges))
        .isLessThan(2L * objects.count() + 6L * edges.count() + (2 << 20));
    assertThat(model).isLessThan(16 * others + 6 * leaves + 6L * edges.count());

    int[] above = SemiNca.dominators(edges, objects.count(), new int[] {list}, new BitSet());
    Dominators dominators = Dominators.known(above);
    assertThat(HeldArrays.bytes(dominators)).isLessThan(10L * objects.count() + (1 << 20));
    OwnSizes sizes = new OwnSizes(objects.count());
    for (int object = 0; object < objects.count(); object++) {
      sizes.add(object, objects.shallow(object), objects.shallow(object), objects.shallow(object));
    }
    Retained retained = Retained.of(sizes, dominators);
    assertThat(HeldArrays.bytes(sizes)).isLessThan(2L * objects.count());
    assertThat(HeldArrays.bytes(retained)).isLessThan(4L * objects.count());
    assertThat(retained.bytes(made[RECORD][0])).isEqualTo(64 + 48 + 64 + 32 + 32);
    assertThat(retained.objects(list)).isEqualTo(objects.count());
    assertThat(retained.bytes(list)).isEqualTo(sizes.allocated());
  }

  /// Pools of one size follow one another as a program asks for them.
  private void fill() {
    int[] done = new int[KINDS];
    long pool = 0x7f00_0000_0000L;
    for (int record = 0; record < RECORDS; ) {
      int kind = leastFilled(done);
      long at = pool + SIZES[kind];
      for (; at + SIZES[kind] <= pool + POOL_BYTES && done[kind] < RECORDS; at += SIZES[kind]) {
        made[kind][done[kind]++] = add(at, kind, SIZES[kind]);
      }
      pool += POOL_BYTES;
      record = done[leastFilled(done)];
    }
    list = add(pool, KINDS, 8 * RECORDS);
  }

  private static int leastFilled(int[] done) {
    int least = 0;
    for (int kind = 1; kind < KINDS; kind++) {
      least = done[kind] < done[least] ? kind : least;
    }
    return least;
  }

  private int add(long at, int kind, int bytes) {
    int object = objects.count();
    objects.add(at, kind, bytes, 0, ObjectRole.ORDINARY, 1);
    blocks.add(at, at + bytes, LIVE);
    return object;
  }

  private void refer() {
    int[] next = new int[KINDS];
    for (int object = 0; object < objects.count(); object++) {
      edges.next();
      int kind = objects.type(object);
      if (object == list) {
        for (int record = 0; record < RECORDS; record++) {
          edges.add(made[RECORD][record], EdgeKind.INDEX.code(), record);
        }
      } else if (kind == RECORD) {
        edges.add(made[INSTANCE][next[kind]], EdgeKind.INDEX.code(), 0);
        edges.add(made[STRING][next[kind]], EdgeKind.INDEX.code(), 1);
      } else if (kind == INSTANCE) {
        edges.add(made[3][next[kind]], EdgeKind.ATTRIBUTE.code(), 7);
        edges.add(made[4][next[kind]], EdgeKind.ATTRIBUTE.code(), 8);
      }
      if (kind < KINDS) {
        next[kind]++;
      }
    }
  }
}
