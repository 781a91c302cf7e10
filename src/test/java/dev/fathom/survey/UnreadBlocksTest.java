package dev.fathom.survey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.Warning;
import dev.fathom.model.memory.BlockState;
import dev.fathom.model.object.ObjectRole;
import dev.fathom.runtime.RuntimeSink;
import dev.fathom.runtime.cpython.words.PythonDialect;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// When it is said that what pools hold was not understood.
final class UnreadBlocksTest {
  private static final long BASE = 0x7f00_0000_0000L;
  private static final long BLOCK = 48;

  private final Recorder recorder =
      new Recorder(Survey.Wish.NAMES, () -> false, new Instances(List.of(new PythonDialect())));

  private void blocks(int objects, int others) {
    Stretch stretch = new Stretch(recorder, recorder);
    RuntimeSink sink = stretch.sink(0, 0);
    for (int block = 0; block < objects + others; block++) {
      long start = BASE + block * BLOCK;
      if (block < objects) {
        sink.object(start + 16, 0, 24, 16, ObjectRole.ORDINARY, 1);
      }
      sink.block(start, start + BLOCK, BlockState.LIVE);
    }
    recorder.take(stretch);
    recorder.join();
    recorder.buffers.seal();
  }

  private Optional<Warning> warning() {
    return UnreadBlocks.of(recorder, recorder.blocks.build(), new PythonDialect());
  }

  @Test
  void whereMostBlocksHoldNoObject() {
    blocks(3, 4);
    assertThat(warning())
        .hasValueSatisfying(warning -> {
          assertThat(warning.code()).isEqualTo("unread");
          assertThat(warning.partial()).isTrue();
          assertThat(warning.message()).startsWith("4 of 7 live blocks in Python's pools hold");
        });
  }

  @Test
  void notWhereHalfOfThemDo() {
    blocks(4, 4);
    assertThat(warning()).isEmpty();
  }

  @Test
  void notWhereTheOthersBelongToObjects() {
    blocks(3, 4);
    recorder.buffers.give(BASE + 3 * BLOCK, 0);
    assertThat(warning()).isEmpty();
  }

  @Test
  void whereNoObjectIsKnownAtAll() {
    blocks(0, 2);
    assertThat(warning()).isPresent();
  }

  @Test
  void notWhereThereAreNoBlocks() {
    blocks(0, 0);
    assertThat(warning()).isEmpty();
  }
}
