package dev.fathom.cli.option;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where the files are that the process of a core had mapped, for every command that reads cores.
public final class SysrootOption {
  @Option(
      names = "--sysroot",
      paramLabel = "DIR",
      description =
          "For a core of another machine: where copies of its programs and libraries are.")
  private @Nullable Path root;

  /// {@return null for this machine's own files}
  public @Nullable Path directory() {
    return root;
  }
}
