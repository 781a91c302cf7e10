package dev.fathom.os.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.watch.MemoryWait;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MemoryPressureTest {
  /// From `Documentation/accounting/psi.rst`, with figures.
  @Test
  void whatTheKernelTells() {
    assertThat(
            MemoryPressure.stall(
                """
                some avg10=1.50 avg60=0.20 avg300=0.00 total=43228810
                full avg10=0.00 avg60=0.00 avg300=0.00 total=25392755
                """))
        .contains(new MemoryWait.Stall(43_228_810, 25_392_755));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "some avg10=0.00 total=1\n",
        "some total=\nfull total=\n",
        "some total=-1\nfull total=x\n",
        "some total=99999999999999999999\nfull total=1\n",
      })
  void whatItDoesNot(String text) {
    assertThat(MemoryPressure.stall(text)).isEmpty();
  }
}
