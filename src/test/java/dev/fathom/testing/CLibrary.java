package dev.fathom.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/// The glibcs that a C program can be run with: this machine's own, dynamic or static, and those of
/// newer Debians, each with its own loader, where they were unpacked beside the Pythons that
/// [Interpreters] finds.
public enum CLibrary {
  OWN(""),
  STATIC(""),
  TRIXIE("trixie"),
  SID("sid");

  private static final String LIBRARIES = "root/usr/lib/x86_64-linux-gnu";

  private final String suite;

  CLibrary(String suite) {
    this.suite = suite;
  }

  /// Starts one of the targets with it; without it the calling test is skipped and says so.
  ///
  /// @param source such as `blocks.c`
  public NativeTarget start(String source, Object... arguments) {
    if (suite.isEmpty()) {
      Path program =
          this == STATIC ? CProgram.compile(source, "-static") : CProgram.compile(source);
      return NativeTarget.start(program, arguments);
    }
    Path libraries = Interpreters.folder().resolve(suite).resolve(LIBRARIES);
    Path loader = libraries.resolve("ld-linux-x86-64.so.2");
    Assumptions.assumeTrue(
        Files.isExecutable(loader), "no C library of Debian " + suite + " on this machine");
    Path program = CProgram.compile(source);
    return NativeTarget.start(
        List.of(loader.toString(), "--library-path", libraries.toString(), program.toString()),
        Map.of(),
        arguments);
  }
}
