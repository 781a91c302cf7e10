package dev.fathom.os;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// To whom the kernel sends the last signal.
final class LastSignalTest {
  /// Each row: real and effective user of the sender; real, effective and saved one of the
  /// receiver.
  @ParameterizedTest
  @CsvSource({
    "1000, 1000, 1000, 1000, 1000, true",
    "1000, 1000, 1001, 1001, 1001, false",
    "1000, 1000, 1000, 0, 0, true",
    "1000, 1000, 0, 1000, 0, false",
    "1000, 33, 33, 33, 33, true",
    "0, 0, 1000, 1000, 1000, false"
  })
  void theSameUser(int real, int effective, int itsReal, int itsEffective, int saved, boolean may) {
    assertThat(
            LastSignal.mayBeSent(
                new UserIds(real, effective, effective), new UserIds(itsReal, itsEffective, saved)))
        .isEqualTo(may);
  }

  @Test
  void theMachinesOwnUserNamespace() {
    assertThat(new UserNamespace("         0          0 4294967295\n").isInitial()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "         0       1000          1\n",
        "         0     100000      65536\n",
        "         0       1000          1\n         1     100000      65536\n",
        ""
      })
  void anotherUserNamespace(String map) {
    assertThat(new UserNamespace(map).isInitial()).isFalse();
  }
}
