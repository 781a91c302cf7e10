package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.CoreDump;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.PythonTarget;
import dev.fathom.testing.ShellTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is asked wrongly is refused in one line, alike by every command.
final class WrongUseTest {
  private static final String NEEDS_PROCESS = "this command needs a running process";

  @TempDir private Path directory;

  @Test
  void negativeRowsAreWrongEverywhere() {
    long process = ProcessHandle.current().pid();
    for (List<Object> words :
        List.<List<Object>>of(
            List.of("report", process),
            List.of("objects", process),
            List.of("owners", process),
            List.of("path", process, "str"),
            List.of("leaks", process),
            List.of("pins", process),
            List.of("fragmentation", process),
            List.of("pages", process),
            List.of("workers", process),
            List.of("diff", process, process),
            List.of("top"))) {
      for (String rows : new String[] {"--top=-1", "--top=many", "--top="}) {
        List<Object> all = new ArrayList<>(words);
        all.add(rows);
        assertThat(FathomRun.of(all.toArray()).assertOneLine(ExitCode.USAGE))
            .as("%s", all)
            .contains("--top");
      }
    }
  }

  @Test
  void commandsForProcessesRefuseFiles() throws IOException {
    Path file = Files.writeString(directory.resolve("a.txt"), "nothing");
    Path output = directory.resolve("out");
    assertThat(FathomRun.of("pages", file).assertOneLine(ExitCode.USAGE)).contains(NEEDS_PROCESS);
    assertThat(FathomRun.of("workers", file).assertOneLine(ExitCode.USAGE)).contains(NEEDS_PROCESS);
    assertThat(FathomRun.of("capture", file, "-o", output).assertOneLine(ExitCode.USAGE))
        .contains(NEEDS_PROCESS);
    assertThat(FathomRun.of("snapshot", file, "-o", output).assertOneLine(ExitCode.USAGE))
        .contains("is neither a process nor a core");
    assertThat(output).doesNotExist();
    assertThat(FathomRun.of("pages", "no.such").assertOneLine(ExitCode.USAGE))
        .contains("'no.such' is not a PID, file or running process");
    assertThat(
            FathomRun.of("sql", ProcessHandle.current().pid(), "select 1")
                .assertOneLine(ExitCode.USAGE))
        .contains("is not a snapshot");
  }

  @Test
  void whatIsNeitherProcessNorFileIsWrongUse() {
    for (String command :
        new String[] {"report", "objects", "owners", "leaks", "pins", "fragmentation", "serve"}) {
      assertThat(FathomRun.of(command, "no.such").assertOneLine(ExitCode.USAGE))
          .as(command)
          .contains("'no.such' is not a PID, file or running process");
    }
    long process = ProcessHandle.current().pid();
    for (String option : new String[] {"--new-since", "--gone-in", "--also-in"}) {
      assertThat(FathomRun.of("objects", process, option, "no.such").assertOneLine(ExitCode.USAGE))
          .contains("'no.such' is not a PID, file or running process");
    }
  }

  @Test
  void whatCanBeChosenIsSaidAsUsersWriteIt() {
    long process = ProcessHandle.current().pid();
    assertThat(FathomRun.of("objects", process, "--by", "a$1").assertOneLine(ExitCode.USAGE))
        .contains("--by: 'a$1' is none of type, module, size,");
  }

  @Test
  void whatWasLikelyMeantIsSaid() {
    long process = ProcessHandle.current().pid();
    assertThat(FathomRun.of("objects", process, "--by", "ownr").assertOneLine(ExitCode.USAGE))
        .contains("; did you mean 'owner'? See");
    assertThat(FathomRun.of("objects", process, "--by", "typ").assertOneLine(ExitCode.USAGE))
        .contains("; did you mean 'type'? See");
    assertThat(FathomRun.of("owners", process, "--tpo", "3").assertOneLine(ExitCode.USAGE))
        .contains("unknown option '--tpo'; did you mean '--top'? See");
    assertThat(FathomRun.of("export", process, "--to=pprofs").assertOneLine(ExitCode.USAGE))
        .contains("; did you mean 'pprof'? See");
    assertThat(FathomRun.of("owners", process, process).assertOneLine(ExitCode.USAGE))
        .contains("unexpected argument '" + process + "'. See 'fathom owners --help'");
  }

  @Test
  void debugShowsWhereAnyCommandFailed() {
    long gone = ShellTarget.gonePid();
    for (String command :
        new String[] {"report", "objects", "leaks", "pages", "workers", "serve"}) {
      FathomRun.of(command, gone).assertOneLine(ExitCode.FAILED);
      FathomRun shown = FathomRun.of(command, gone, "--debug");
      assertThat(shown.code()).as(command).isEqualTo(ExitCode.FAILED);
      assertThat(shown.err())
          .as(command)
          .contains("\tat dev.fathom")
          .doesNotContain("internal error");
    }
  }

  /// A core as well as a process: the snapshot has the figures of the core.
  @Test
  void aCoreBecomesASnapshot() {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "shapes.py")) {
      Path core = CoreDump.gcore(target.pid(), directory);
      Path snapshot = directory.resolve("of-core.fathom");
      FathomRun.of("snapshot", core, "-o", snapshot);

      Map<String, @Nullable Object> then = FathomRun.of("report", core, "--json").json();
      Map<String, @Nullable Object> now = FathomRun.of("report", snapshot, "--json").json();
      assertThat(now.get("types")).isEqualTo(then.get("types"));
      assertThat(now.get("balance")).isEqualTo(then.get("balance"));
      assertThat(now.get("owners")).isEqualTo(then.get("owners"));
      nothingIsSaidInWords(snapshot);
    }
  }

  /// An answer without rows says so, and names that are nearly right are named.
  private static void nothingIsSaidInWords(Path snapshot) {
    assertThat(FathomRun.of("objects", snapshot, "--filter", "no.such.type").out())
        .startsWith("None of ")
        .contains("--filter");
    assertThat(FathomRun.of("sql", snapshot, "select 1 where false").out()).contains("(no rows)");
    assertThat(
            FathomRun.of("owners", snapshot, "--of", "__main__.secretz")
                .assertOneLine(ExitCode.FAILED))
        .contains("; did you mean __main__.secrets?");
    assertThat(FathomRun.of("path", snapshot, "Sloted").assertOneLine(ExitCode.FAILED))
        .contains("; did you mean __main__.Slotted?");
  }
}
