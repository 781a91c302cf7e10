package dev.fathom.judges;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.testing.ForeignSources;
import dev.fathom.testing.Perls;
import dev.fathom.testing.TargetSource;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Devel::MAT's own suite, unchanged, with Fathom in place of the dump and what reads it. Left out
/// are what asks how Devel::MAT prints (`10tool-identify`, `50cmd`), and for what Fathom tells of
/// the interpreter's stacks: contexts of `eval` (`02contexts`), what `local` has saved (`03local`).
final class DevelMatSuiteTest {
  private static final String SOURCES = "libdevel-mat-perl";

  /// What the suite asks for and Fathom does not tell.
  private static final List<String> KNOWN =
      List.of(
          // By which function a value is assigned to a part of another, and which file a handle is.
          "- $rv->lvtype is x",
          "- $stderr has ofileno 2",
          // One weak reference is in no list, and not counted.
          "- Weakref target has backrefs",
          // How Devel::MAT quotes.
          "- $sv->qq_pv quotes correctly",
          // The table of all keys owns none of them.
          "- $strtab has same address for a_shared_key");

  @TempDir private Path folder;

  static List<String> suite() {
    return ForeignSources.names(SOURCES, "t", "01self\\.t|10tool-(inrefs|reachability|sizes)\\.t");
  }

  @ParameterizedTest
  @MethodSource("suite")
  void answersAreAsTheSuiteAsksFor(String name) throws Exception {
    Path sources = ForeignSources.require(SOURCES);
    Path perl = Perls.requireSystem();
    Path socket = folder.resolve("fathom");
    try (AskedFathom fathom = new AskedFathom(socket)) {
      assertThat(fathom).isNotNull();
      // A child of a shell: one of this virtual machine is waited for by a thread of it.
      ProcessBuilder builder =
          new ProcessBuilder(
                  "sh",
                  "-c",
                  "\"$@\" 2>&1",
                  "sh",
                  perl.toString(),
                  "-I" + TargetSource.path("judged"),
                  sources.resolve("t").resolve(name).toString())
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
      builder.environment().put("FATHOM_SOCKET", socket.toString());
      Process process = builder.start();
      List<String> said =
          new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();
      Assumptions.assumeFalse(
          said.getFirst().startsWith("Can't locate"),
          name + " does not run here: " + said.getFirst());
      List<String> failed = said.stream().filter(line -> line.startsWith("not ok")).toList();
      System.out.printf(
          "%s: %d checks, %d known to differ%n",
          name,
          said.stream().filter(line -> line.matches("(not )?ok \\d.*")).count(),
          failed.size());
      assertThat(failed).allMatch(check -> KNOWN.stream().anyMatch(check::endsWith));
      assertThat(said).anyMatch(line -> line.startsWith("ok "));
    }
  }
}
