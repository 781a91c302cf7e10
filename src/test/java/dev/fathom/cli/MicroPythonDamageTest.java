package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.Warning;
import dev.fathom.model.column.Extents;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.BlockState;
import dev.fathom.model.object.ObjectTable;
import dev.fathom.survey.Survey;
import dev.fathom.survey.look.Parties;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import dev.fathom.testing.MicroPythonTarget;
import dev.fathom.testing.MicroPythons;
import dev.fathom.testing.RecordedTarget;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A MicroPython that is not as it should be: what is told then, and that it is said.
final class MicroPythonDamageTest {
  private static final int NODES = 300;

  /// Of each two bits of the table the lower one, which a head has.
  private static final long HEADS = 0x5555_5555_5555_5555L;

  private static final long TAILS = HEADS << 1;

  @Test
  void marksOfACollectionThatIsUnderWayAreHeads() throws ProcessAccessException {
    try (MicroPythonTarget target = start();
        Target live = open(target)) {
      RecordedTarget record = RecordedTarget.of(live);
      Findings sound = look(record);
      long table = table(sound);
      while (heads(record.word(table)) == 0) {
        table += Long.BYTES; // what the program had first is gone
      }
      long states = record.word(table);
      record.word(table, states | (heads(states) << 1));
      Findings findings = look(record);
      assertThat(warnings(findings)).contains("a collection was under way");
      assertThat(live(findings)).isEqualTo(live(sound));
      assertThat(count(findings, "__main__.Node")).isEqualTo(NODES);
    }
  }

  @Test
  void tailsWithoutAHeadAreTold() throws ProcessAccessException {
    try (MicroPythonTarget target = start();
        Target live = open(target)) {
      RecordedTarget record = RecordedTarget.of(live);
      Findings sound = look(record);
      // The table's last states but one: free ones, and none before them.
      long last = table(sound) + target.memInfo().total() / 32 / 4 - 2 * Long.BYTES & -Long.BYTES;
      record.word(last, TAILS);
      Findings findings = look(record);
      assertThat(warnings(findings)).contains("tail of a chain without a head");
      assertThat(live(findings)).isEqualTo(live(sound) + 32 * 32);
      assertThat(count(findings, "__main__.Node")).isEqualTo(NODES);
    }
  }

  /// Of a version that is not known the names and types are elsewhere.
  @Test
  void withoutNamesItsBlocksAreTold() throws ProcessAccessException {
    try (MicroPythonTarget target = start();
        Target live = open(target)) {
      RecordedTarget record = RecordedTarget.of(live);
      Findings sound = look(record);
      hidePools(record, sound);
      Findings findings = look(record);
      assertThat(findings.runtimeTitles()).anyMatch(title -> title.startsWith("MicroPython 1."));
      assertThat(warnings(findings)).contains("its blocks are told, not what is in them");
      assertThat(live(findings)).isEqualTo(target.memInfo().used());
      assertThat(count(findings, "__main__.Node")).isZero();
    }
  }

  private static void hidePools(RecordedTarget record, Findings sound) {
    Set<Long> pools = new HashSet<>();
    ObjectTable objects = sound.objects();
    for (int object = 0; object < objects.count(); object++) {
      if (sound.types().get(objects.type(object)).name().equals("(pool of interned str)")) {
        pools.add(objects.address(object));
      }
    }
    assertThat(pools).isNotEmpty();
    Words words = new Words(record.memory());
    for (Area area : sound.areas()) {
      if (area.kind().staticData() && area.mapping().writable()) {
        for (long at = area.start(); at < area.end(); at += Long.BYTES) {
          if (pools.contains(words.u64(at))) {
            record.word(at, 0);
          }
        }
      }
    }
  }

  private static MicroPythonTarget start() {
    return MicroPythonTarget.start(MicroPythons.any(), "2M", NODES, 0);
  }

  private static Target open(MicroPythonTarget target) throws ProcessAccessException {
    return LiveProcess.open((int) target.pid(), Freeze.PTRACE);
  }

  private static Findings look(Target target) throws ProcessAccessException {
    return Survey.of(target, Parties.allocators(), Parties.runtimes());
  }

  private static long heads(long states) {
    return states & HEADS & ~(states >>> 1);
  }

  private static String warnings(Findings findings) {
    return String.join("\n", findings.warnings().stream().map(Warning::message).toList());
  }

  /// {@return where the table of states begins}
  private static long table(Findings findings) {
    Extents blocks = findings.blocks();
    for (int block = 0; block < blocks.count(); block++) {
      if (blocks.state(block) == BlockState.MARKS.code()) {
        return blocks.start(block);
      }
    }
    throw new AssertionError("no area");
  }

  private static long live(Findings findings) {
    Extents blocks = findings.blocks();
    long live = 0;
    for (int block = 0; block < blocks.count(); block++) {
      live +=
          blocks.state(block) == BlockState.LIVE.code()
              ? blocks.end(block) - blocks.start(block)
              : 0;
    }
    return live;
  }

  private static long count(Findings findings, String type) {
    ObjectTable objects = findings.objects();
    long count = 0;
    for (int object = 0; object < objects.count(); object++) {
      String name = findings.types().get(objects.type(object)).qualifiedName();
      count += name.equals(type) ? 1 : 0;
    }
    return count;
  }
}
