package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.Warning;
import dev.fathom.model.memory.BlockState;
import dev.fathom.model.memory.PoolTable;
import dev.fathom.model.object.ObjectTable;
import dev.fathom.runtime.pypy.gc.Collector;
import dev.fathom.survey.Survey;
import dev.fathom.survey.look.Parties;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.Target;
import dev.fathom.testing.PyPyTarget;
import dev.fathom.testing.PyPys;
import dev.fathom.testing.RecordedTarget;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// A PyPy that is not as it should be: what is told then, and that it is said.
final class PyPyDamageTest {
  private static final int NODES = 300;

  /// Where the collector has its state, seen from where it has the nursery; 1 while it marks.
  private static final long STATE = -0xb8;

  /// Where a page leads to its first free block.
  private static final long FREE_BLOCK = 0x18;

  private static final long NO_TYPE = 4;
  private static final long MOVED = -42;
  private static final long LARGE = 1 << 20;

  /// Between these there is what leads to its table of types.
  private static final long TYPES = 0x180;

  private static final long TYPES_END = 0x280;

  @Test
  void whatIsSaidOfACollectionAndOfUnknownTypes() throws ProcessAccessException {
    try (PyPyTarget pypy = PyPyTarget.start(PyPys.any(), NODES);
        Target live = LiveProcess.open((int) pypy.pid(), Freeze.PTRACE)) {
      RecordedTarget record = RecordedTarget.of(live);
      Findings sound = look(record);
      assertThat(count(sound, "__main__.Node")).isEqualTo(NODES);
      long field = Collector.find(record).orElseThrow();

      RecordedTarget collecting = record.copy();
      collecting.word(field + STATE, 1);
      Findings during = look(collecting);
      assertThat(warnings(during)).contains("a collection was under way");
      assertThat(count(during, "__main__.Node")).isEqualTo(NODES);

      RecordedTarget unknown = record.copy();
      for (long at = TYPES; at < TYPES_END; at += Long.BYTES) {
        unknown.word(field + at, 0);
      }
      Findings untyped = look(unknown);
      assertThat(warnings(untyped)).contains("its arenas are told, not what is in them");
      assertThat(inArenas(untyped.pools())).isEqualTo(inArenas(sound.pools())).isPositive();
      assertThat(count(untyped, "__main__.Node")).isZero();
    }
  }

  @Test
  void aFullHeapIsRead() throws ProcessAccessException {
    try (PyPyTarget pypy = PyPyTarget.full(PyPys.any(), "40MB");
        Target live = LiveProcess.open((int) pypy.pid(), Freeze.PTRACE)) {
      Findings findings = look(live);
      assertThat(findings.warnings()).isEmpty();
      // The last one may have been made, and not been counted any more.
      long made = Long.parseLong(pypy.announced("made").getFirst().getFirst());
      assertThat(made).isGreaterThan(50_000);
      assertThat(count(findings, "__main__.Node")).isBetween(made, made + 1);
    }
  }

  /// Each is told, and what is not torn is there.
  @Test
  void whatIsTornIsTold() throws ProcessAccessException {
    try (PyPyTarget pypy = PyPyTarget.start(PyPys.any(), NODES);
        Target live = LiveProcess.open((int) pypy.pid(), Freeze.PTRACE)) {
      RecordedTarget record = RecordedTarget.of(live);
      Findings sound = look(record);
      assertThat(sound.warnings()).isEmpty();
      long objects = sound.objects().count();
      long page = sound.pools().address(0);

      RecordedTarget list = record.copy();
      list.word(page, 0x1234_5670L);
      assertThat(warnings(look(list))).contains("list of pages that leads to no page");

      RecordedTarget free = record.copy();
      free.word(page + FREE_BLOCK, page + 1);
      Findings unlinked = look(free);
      assertThat(warnings(unlinked)).contains("free block that is not in its page");
      assertThat((long) unlinked.objects().count()).isBetween(objects * 99 / 100, objects + 1000);

      RecordedTarget large = record.copy();
      large.word(large(sound), NO_TYPE);
      Findings untyped = look(large);
      assertThat(warnings(untyped)).contains("large object without a type");
      assertThat(count(untyped, "__main__.Node")).isEqualTo(NODES);

      // One that the collector has moved already: the address that it has now follows.
      RecordedTarget moved = record.copy();
      moved.word(young(sound), MOVED);
      Findings during = look(moved);
      assertThat(count(during, "__main__.Node")).isEqualTo(NODES);
      assertThat((long) during.objects().count()).isBetween(objects - 100, objects);
    }
  }

  /// {@return an object that has a chunk of malloc to itself}
  private static long large(Findings findings) {
    ObjectTable objects = findings.objects();
    for (int object = 0; object < objects.count(); object++) {
      if (objects.shallow(object) > LARGE
          && findings
              .types()
              .get(objects.type(object))
              .qualifiedName()
              .equals("(array of Signed)")) {
        return objects.address(object);
      }
    }
    throw new AssertionError("no large object");
  }

  /// {@return the first young object}
  private static long young(Findings findings) {
    for (int block = 0; block < findings.blocks().count(); block++) {
      if (findings.blocks().state(block) == BlockState.YOUNG.code()) {
        return findings.blocks().start(block);
      }
    }
    throw new AssertionError("no young object");
  }

  private static Findings look(Target target) throws ProcessAccessException {
    return Survey.of(target, Parties.allocators(), Parties.runtimes());
  }

  private static String warnings(Findings findings) {
    return findings.warnings().stream().map(Warning::message).collect(Collectors.joining("\n"));
  }

  private static long inArenas(PoolTable pools) {
    long bytes = 0;
    for (int pool = 0; pool < pools.count(); pool++) {
      bytes += (long) pools.live(pool) * pools.blockBytes(pool);
    }
    return bytes;
  }

  private static long count(Findings findings, String type) {
    ObjectTable objects = findings.objects();
    long count = 0;
    for (int object = 0; object < objects.count(); object++) {
      if (findings.types().get(objects.type(object)).qualifiedName().equals(type)) {
        count++;
      }
    }
    return count;
  }
}
