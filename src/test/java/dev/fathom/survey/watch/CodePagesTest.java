package dev.fathom.survey.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.fathom.testing.CProgram;
import dev.fathom.testing.Kernel;
import dev.fathom.testing.NativeTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Code that the kernel takes from a program, which then wants it again.
final class CodePagesTest {
  private static final long CODE = 1 << 20;

  /// What the program runs itself is there before and after.
  private static final long REST = 64 << 10;

  @TempDir private Path directory;

  @Test
  void codeThatWasThrownOutAndReadAgain() throws IOException {
    // A copy, so that nobody else has it mapped: the kernel would keep it then.
    Path program = directory.resolve("code");
    Files.copy(CProgram.compile("code.c", "-static"), program);
    try (NativeTarget target = NativeTarget.start(program)) {
      CodePages code = new CodePages((int) target.pid());
      code.look();
      long before = Kernel.of(target.pid()).rss();
      target.command("out");
      long less = before - Kernel.of(target.pid()).rss();
      assumeThat(less).as("the kernel takes code here when it is asked to").isGreaterThan(CODE / 2);
      code.look();
      assertThat(code.cameBack()).as("it is gone").isLessThan(REST);
      target.command("in");
      code.look();
      assertThat(code.cameBack()).isBetween(less - REST, less + REST);
      code.look();
      assertThat(code.cameBack()).isBetween(less - REST, less + REST);
    }
  }
}
