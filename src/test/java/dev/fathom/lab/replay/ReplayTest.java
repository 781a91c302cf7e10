package dev.fathom.lab.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.lab.allocator.HeapCount;
import java.io.BufferedReader;
import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Traces are understood or refused at their place; whatever is replayed is accounted for.
final class ReplayTest {
  private static Trace parse(String text) throws Exception {
    return Trace.parse(new BufferedReader(new StringReader(text)));
  }

  @Test
  void aTraceIsReplayedByEveryAllocator() throws Exception {
    Trace trace =
        parse(
            """
            # two blocks; one grows, one goes
            alloc a 100
            alloc b 5000
            realloc a 300000
            free b
            alloc b 7
            """);
    assertThat(trace.count()).isEqualTo(5);
    assertThat(trace.liveBytes()).isEqualTo(300_007);
    assertThat(trace.peakBytes()).isEqualTo(305_000);
    List<Replay> replays = Replay.all(trace, 1 << 20);
    assertThat(replays).hasSize(5);
    for (Replay replay : replays) {
      assertThat(replay.failure()).as(replay.allocator()).isEmpty();
      assertThat(replay.count().requested()).isEqualTo(300_007);
      assertConserved(replay);
    }
  }

  @ParameterizedTest
  @EnumSource(TraceKind.class)
  void nothingIsLost(TraceKind kind) {
    Trace trace = kind.trace(12_000, 3);
    assertThat(trace.count()).isBetween(9_000, 12_001);
    for (Replay replay : Replay.all(trace, 0)) {
      if (replay.failure().isEmpty()) {
        assertThat(replay.done()).isEqualTo(trace.count());
        assertThat(replay.count().requested()).isEqualTo(trace.liveBytes());
      } else {
        assertThat(replay.allocator()).isEqualTo("MicroPython"); // its heap cannot grow
        assertThat(replay.failure()).startsWith("out of memory");
      }
      assertConserved(replay);
      assertThat(replay.peakResident()).isGreaterThanOrEqualTo(replay.count().resident());
    }
  }

  private static void assertConserved(Replay replay) {
    HeapCount count = replay.count();
    assertThat(count.live() + count.bookkeeping() + count.trapped() + count.releasable())
        .as(replay.allocator())
        .isEqualTo(count.resident());
    assertThat(count.live()).isGreaterThanOrEqualTo(count.requested());
  }

  /// The fourth talk: half is free, beside live blocks. When all but one late block is freed, that
  /// one keeps malloc's heap; pools and arenas go back.
  @Test
  void theFourthTalk() {
    HeapCount half = Replay.all(TraceKind.TALK4.trace(60_000, 1), 0).getFirst().count();
    assertThat((double) half.trapped() / half.resident()).isBetween(0.45, 0.55);
    HeapCount pinned = Replay.all(TraceKind.TALK4_DELETED.trace(60_000, 1), 0).getFirst().count();
    assertThat(pinned.requested()).isEqualTo(5000);
    assertThat(pinned.resident()).isGreaterThan(8_000_000);
    assertThat(pinned.trapped()).isLessThan(100_000);
    assertThat((double) pinned.releasable() / pinned.resident()).isGreaterThan(0.98);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "alloc a 10;dance a | line 2, column 1",
        "alloc a 10;alloc a 10 | line 2, column 7",
        "alloc a | line 1, column 8",
        "alloc a ten | line 1, column 9",
        "alloc a -1 | line 1, column 9",
        "alloc a 99999999999 | line 1, column 9",
        "alloc a 1 2 | line 1, column 11",
        "free a | line 1, column 6",
        "alloc a 1;free a;free a | line 3, column 6",
        "alloc a 1;  realloc b 3 | line 2, column 11",
        "alloc | line 1, column 6",
      })
  void badTracesFailAtTheirPlace(String text, String place) {
    assertThatThrownBy(() -> parse(text.replace(';', '\n')))
        .isInstanceOf(TraceException.class)
        .hasMessageStartingWith(place);
  }

  @Test
  void whatIsTooLongOrTooLargeEnds() throws Exception {
    assertThatThrownBy(() -> parse("alloc " + "x".repeat(1000) + " 1"))
        .hasMessageStartingWith("line 1, column 1001");
    StringBuilder endless = new StringBuilder();
    for (int block = 0; block < 10; block++) {
      endless.append("alloc b").append(block).append(" 100000000\n");
    }
    Replay replay = Replay.all(parse(endless.toString()), 0).getFirst();
    assertThat(replay.failure()).contains("out of memory");
    assertThat(replay.done()).isEqualTo(2);
    assertThatThrownBy(() -> TraceKind.UNIFORM.trace(3_000_000, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
