package dev.fathom.os.written;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// Which call a thread is in that is to make it again.
final class RestartedCallTest {
  private static final long POLL = 7;
  private static final long RESTART_SYSCALL = 219;
  private static final long TO_BE_RESTARTED = -516;
  private static final long NEXT_INSTRUCTION = 0x401009;

  /// mov $7,%eax; syscall; cmp …
  private static final long SETS_POLL = 0x48_050f_00000007_b8L;

  @Test
  void theKernelSaysIt() {
    assertThat(call(POLL, TO_BE_RESTARTED, 0)).hasValue(POLL);
    assertThat(call(-1, 0, 0)).hasValue(-1);
  }

  /// One that was held before, and one that another looker killed.
  @Test
  void ofOneThatWasInterruptedBeforeTheCodeSaysIt() {
    assertThat(call(RESTART_SYSCALL, TO_BE_RESTARTED, SETS_POLL)).hasValue(POLL);
  }

  @Test
  void whereTheCodeSaysNothingItIsNotKnown() {
    long setsRead = SETS_POLL & ~(0xffL << 8);
    long setsAnotherRegister = (SETS_POLL & ~0xffL) | 0xb9;
    long callsOtherwise = (SETS_POLL & ~(0xffffL << 40)) | (0x340fL << 40);
    for (long code : new long[] {0, setsRead, setsAnotherRegister, callsOtherwise}) {
      assertThat(call(RESTART_SYSCALL, TO_BE_RESTARTED, code)).isEmpty();
    }
  }

  private static OptionalLong call(long number, long result, long code) {
    try (Arena arena = Arena.ofConfined()) {
      Registers stopped = new Registers(arena);
      stopped.set(Registers.ORIG_RAX, number);
      stopped.set(Registers.RAX, result);
      stopped.set(Registers.RIP, NEXT_INSTRUCTION);
      return SignalFrame.callOf(
          stopped,
          address ->
              address == NEXT_INSTRUCTION - 7 ? OptionalLong.of(code) : OptionalLong.empty());
    }
  }
}
