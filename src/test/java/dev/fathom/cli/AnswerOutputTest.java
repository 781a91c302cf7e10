package dev.fathom.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

final class AnswerOutputTest {
  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
  private final ProgressLine none = ProgressLine.none(OutputStream.nullOutputStream());
  private final AnswerOutput output = new AnswerOutput(new PrintStream(screen, true, UTF_8), none);
  private final PrintStream printed = new PrintStream(output, false, UTF_8);

  @Test
  void showsNothingOfAnAnswerThatFailed() {
    printed.println("half an answer");
    output.withdraw();
    printed.flush();
    assertThat(screen.toString(UTF_8)).isEmpty();
  }

  @Test
  void showsWhatIsComplete() {
    printed.println("an answer");
    assertThat(screen.toString(UTF_8)).isEmpty();
    printed.flush();
    printed.println("half another");
    output.withdraw();
    printed.flush();
    assertThat(screen.toString(UTF_8)).isEqualTo("an answer\n");
  }

  @Test
  void keepsNoMoreThanAFewMegabytes() {
    String line = "x".repeat(1023);
    for (int number = 0; number <= AnswerOutput.LONGEST >> 10; number++) {
      printed.print(line + "\n");
    }
    assertThat(screen.size()).isGreaterThanOrEqualTo(AnswerOutput.LONGEST);
    printed.flush();
    assertThat(screen.size()).isEqualTo(AnswerOutput.LONGEST + 1024);
  }

  @Test
  void tellsWhereNobodyReadsAnyMore() {
    PrintStream closed =
        new PrintStream(
            new AnswerOutput(new PrintStream(new Closed(), true, UTF_8), none), false, UTF_8);
    closed.println("an answer");
    assertThat(closed.checkError()).isTrue();
  }

  private static final class Closed extends OutputStream {
    @Override
    public void write(int value) throws java.io.IOException {
      throw new java.io.IOException("Broken pipe");
    }
  }
}
