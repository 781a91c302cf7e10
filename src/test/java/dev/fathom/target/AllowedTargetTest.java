package dev.fathom.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.model.Freeze;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.testing.RecordedTarget;
import dev.fathom.testing.ShellTarget;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Whoever reads an allowed target comes to an end, whatever stands in it.
final class AllowedTargetTest {
  private static final long PAGE_BYTES = 4096;

  private static void withShell(Consumer<RecordedTarget> use) throws ProcessAccessException {
    try (ShellTarget shell = ShellTarget.start();
        Target live = LiveProcess.open((int) shell.pid(), Freeze.PTRACE)) {
      use.accept(RecordedTarget.of(live));
    }
  }

  @Test
  void aListThatLeadsToItselfEnds() throws ProcessAccessException {
    withShell(record -> {
      long node = record.writablePages()[0];
      record.word(node, node);
      Target allowed = AllowedTarget.of(record, new Allowance(1 << 20, 10_000));
      Words words = new Words(allowed.memory());
      assertThatThrownBy(
              () -> {
                for (long at = node; at != 0; ) {
                  at = words.u64(at);
                }
              })
          .isInstanceOf(Allowance.SpentException.class);
    });
  }

  @Test
  void noMorePagesAreReadThanAllowed() throws ProcessAccessException {
    withShell(record -> {
      long[] pages = record.writablePages();
      Allowance allowance = new Allowance(3 * PAGE_BYTES, 1000);
      Words words = new Words(AllowedTarget.of(record, allowance).memory());
      for (int page = 0; page < 3; page++) {
        words.u64(pages[page]);
        words.u64(pages[page] + Long.BYTES);
      }
      assertThat(allowance.bytesLeft()).isZero();
      assertThatThrownBy(() -> words.u64(pages[3])).isInstanceOf(Allowance.SpentException.class);
    });
  }

  @Test
  void aWindowTakesWhatItStreams() throws ProcessAccessException {
    withShell(record -> {
      long page = record.writablePages()[0];
      try (Window window = new Window(record.memory(), Window.REACH)) {
        window.allow(AllowedTarget.of(record, new Allowance(PAGE_BYTES - 1, 1000)));
        window.range(page + PAGE_BYTES);
        assertThatThrownBy(() -> window.require(page, Long.BYTES))
            .isInstanceOf(Allowance.SpentException.class);
      }
    });
  }

  @Test
  void rememberedPagesAreTakenOnce() throws ProcessAccessException {
    withShell(record -> {
      long page = record.writablePages()[0];
      record.word(page, 42);
      AllowedTarget.Pages pages = new AllowedTarget.Pages();
      Allowance first = new Allowance(PAGE_BYTES, 1000);
      assertThat(new Words(pages.of(record, first).memory()).u64(page)).isEqualTo(42);
      assertThat(first.bytesLeft()).isZero();
      Allowance second = new Allowance(0, 1000);
      assertThat(new Words(pages.of(record, second).memory()).u64(page)).isEqualTo(42);
    });
  }
}
