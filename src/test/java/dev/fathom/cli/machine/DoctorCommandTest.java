package dev.fathom.cli.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.FathomRun;
import dev.fathom.cli.SeparateFathom;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.NativeTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// What is promised is what a look then meets.
final class DoctorCommandTest {
  @Test
  void whatItAllowsALookCanDo() {
    try (NativeTarget target = NativeTarget.blocks(0, 100)) {
      FathomRun run = FathomRun.of("doctor", target.pid(), "--json");
      assertThat(run.json()).containsEntry("possible", true);
      assertThat(run.code()).isIn(ExitCode.FINE, ExitCode.PARTIAL);
      FathomRun.of("report", target.pid()).assertAnswered();
    }
  }

  @Test
  void whatItForbidsALookCannotDo() {
    try (NativeTarget target = NativeTarget.blocks(0, 100)) {
      SeparateFathom ordinary = SeparateFathom.ofOrdinaryUser();
      FathomRun run = ordinary.run("doctor", target.pid());
      assertThat(run.code()).isEqualTo(ExitCode.FAILED);
      assertThat(run.err()).isEmpty();
      assertThat(run.out())
          .containsPattern("no +read process " + target.pid())
          .contains("→ run it as that user or as root: sudo fathom " + target.pid())
          .contains("no CAP_SYS_PTRACE")
          .contains("no frame numbers without CAP_SYS_ADMIN");
      assertThat(ordinary.run("report", target.pid()).code()).isEqualTo(ExitCode.FAILED);
    }
  }

  @Test
  void itSaysWhatTheKernelSays() throws IOException {
    String out = FathomRun.of("doctor").out();
    boolean swap = Files.readString(Path.of("/proc/meminfo")).matches("(?s).*SwapTotal: +0 kB.*");
    assertThat(out.contains("no swap")).isEqualTo(swap);
    Path scope = Path.of("/proc/sys/kernel/yama/ptrace_scope");
    if (Files.exists(scope) && Files.readString(scope).strip().equals("3")) {
      assertThat(out).contains("no user may, not even root");
    }
  }

  @Test
  void aProcessThatIsNotThereIsSaid() {
    FathomRun run = FathomRun.of("doctor", 4194303);
    assertThat(run.code()).isEqualTo(ExitCode.FAILED);
    assertThat(run.out()).contains("no process 4194303 here");
  }
}
