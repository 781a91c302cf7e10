package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.shell.ExitCode;
import org.junit.jupiter.api.Test;

/// `fathom --self-test`: what everyone can run first.
final class SelfTestTest {
  private static final String AGREED = "(?s)sh: All [0-9]+ figures agree\\.\n.*";

  @Test
  void aShellAndAPythonAgree() {
    FathomRun run = FathomRun.of("--self-test");
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isEqualTo(ExitCode.FINE);
    assertThat(run.out())
        .matches(AGREED)
        .containsPattern("python3: (All [0-9]+ figures agree|not installed)")
        .contains("fathom doctor");
    // Options for the screen may stand before it.
    assertThat(FathomRun.of("--color=never", "--self-test").out()).matches(AGREED);
    assertThat(ProcessHandle.current().descendants().map(each -> each.info().toString()))
        .noneMatch(each -> each.contains("sys.stdin.read"));
  }

  @Test
  void aUserWithoutRightsMayLookAtHisOwn() {
    FathomRun run = SeparateFathom.ofOrdinaryUser().run("--self-test");
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).matches(AGREED);
  }
}
