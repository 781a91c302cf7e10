package dev.fathom.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.Progress;
import java.io.ByteArrayOutputStream;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class ProgressLineTest {
  @Test
  void saysStageShareAndHowLongTheProcessWasHeld() {
    assertThat(
            ProgressLine.text(
                new Progress.Moment(Progress.Stage.READING, OptionalDouble.of(0.349), 2.5, 0.84)))
        .isEqualTo("fathom: reading memory, 34 %; the process was held for 0.8 s so far");
    assertThat(
            ProgressLine.text(
                new Progress.Moment(Progress.Stage.FINDING, OptionalDouble.empty(), 2.5, 0)))
        .isEqualTo("fathom: looking for allocators and runtimes");
  }

  @Test
  void whereNothingIsShownNothingIsErased() {
    ByteArrayOutputStream error = new ByteArrayOutputStream();
    ProgressLine line = ProgressLine.none(error);
    line.beside().print("a message\n");
    line.end();
    assertThat(error.toString(UTF_8)).isEqualTo("a message\n");
  }
}
