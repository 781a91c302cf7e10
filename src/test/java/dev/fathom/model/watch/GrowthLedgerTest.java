package dev.fathom.model.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Growth is charged once to each line and function on the stack, however it calls itself.
final class GrowthLedgerTest {
  private final GrowthLedger ledger = new GrowthLedger();

  @Test
  void recursionIsChargedOnce() {
    add(100, true, frame("f", 5), frame("f", 7), frame("f", 7), frame("main", 20));
    add(10, false, frame("main", 20));
    add(1, false);
    ledger.giveBack(50);
    assertThat(ledger.lines())
        .containsExactly(
            new GrowthLedger.Row(frame("f", 5), 100, 100, 1),
            new GrowthLedger.Row(frame("main", 20), 10, 110, 1));
    assertThat(ledger.functions())
        .containsExactly(
            new GrowthLedger.Row(frame("main", 0), 10, 110, 1),
            new GrowthLedger.Row(frame("f", 0), 100, 100, 1));
    assertThat(ledger)
        .returns(111L, GrowthLedger::bytes)
        .returns(100L, GrowthLedger::sure)
        .returns(1L, GrowthLedger::unplaced)
        .returns(50L, GrowthLedger::givenBack)
        .returns(2L, GrowthLedger::stacks);
  }

  @Test
  void placesAreBounded() {
    for (int line = 1; line <= 2 * GrowthLedger.MOST; line++) {
      add(1, true, frame("f", line));
    }
    assertThat(ledger.lines()).hasSize(GrowthLedger.MOST + 1);
    assertThat(ledger.lines().getFirst())
        .isEqualTo(
            new GrowthLedger.Row(
                GrowthLedger.ELSEWHERE, GrowthLedger.MOST, GrowthLedger.MOST, GrowthLedger.MOST));
    assertThat(ledger.functions()).hasSize(1);
  }

  private void add(long bytes, boolean sure, CallStack.Frame... frames) {
    CallStack stack = new CallStack(1, sure, CallStack.State.WHOLE, List.of(frames));
    ledger.add(
        new NoticedGrowth(
            0, Sample.Accounts.NONE, List.of(new NoticedGrowth.Charge(bytes, stack, sure))));
  }

  private static CallStack.Frame frame(String function, int line) {
    return new CallStack.Frame(function, "app.py", line);
  }
}
