package dev.fathom.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// Room in the swap area, as long as this is open: what the machine has, or else a file that is
/// made for it, where `-Dfathom.swap=file` allows that: it is for all processes of the machine.
/// Without either the calling test is skipped.
public final class SwapFile implements AutoCloseable {
  private static final int MEBIBYTES = 64;

  /// Empty where the machine has swap.
  private final String file;

  private SwapFile(String file) {
    this.file = file;
  }

  /// Makes sure that there is some.
  public static SwapFile require(Path directory) throws IOException {
    if (Files.readAllLines(Path.of("/proc/swaps")).size() > 1) {
      return new SwapFile("");
    }
    Assumptions.assumeTrue(
        "file".equals(System.getProperty("fathom.swap")),
        "this machine has no swap (-Dfathom.swap=file makes some for the test)");
    Path file = directory.resolve("swap");
    Files.write(file, new byte[MEBIBYTES << 20]);
    CoreDump.output("chmod", "600", file.toString());
    CoreDump.output("mkswap", file.toString());
    String said = CoreDump.output("swapon", file.toString());
    Assumptions.assumeTrue(said.isEmpty(), "no swap can be had here: " + said);
    return new SwapFile(file.toString());
  }

  @Override
  public void close() {
    if (!file.isEmpty()) {
      String said = CoreDump.output("swapoff", file);
      if (!said.isEmpty()) {
        throw new IllegalStateException("still in use, `swapoff -a` ends that: " + said);
      }
    }
  }
}
