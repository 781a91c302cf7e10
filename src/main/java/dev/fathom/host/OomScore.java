package dev.fathom.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/// How likely it is that the kernel ends Fathom itself when memory is short, lowered as far as it
/// allows until this is closed.
///
/// Without `CAP_SYS_RESOURCE` nobody may go below what a process with that set last (proc(5)): 0,
/// where nobody did.
public final class OomScore implements AutoCloseable {
  /// The OOM killer leaves such a process alone.
  private static final int NEVER = -1000;

  private static final int[] WANTED = {NEVER, 0};

  private final Path file;
  private final OptionalInt before;

  private OomScore(Path file, OptionalInt before) {
    this.file = file;
    this.before = before;
  }

  /// Lowers it.
  public static OomScore lowered() {
    return lowered(Path.of("/proc/self/oom_score_adj"));
  }

  static OomScore lowered(Path file) {
    OptionalInt before = value(file);
    for (int wanted : WANTED) {
      if (before.isPresent() && wanted < before.getAsInt() && write(file, wanted)) {
        break;
      }
    }
    return new OomScore(file, before);
  }

  /// {@return whether the kernel ends Fathom under no circumstances}
  public boolean isNever() {
    return value(file).orElse(0) == NEVER;
  }

  private static OptionalInt value(Path file) {
    try {
      return OptionalInt.of(Integer.parseInt(KernelFiles.text(file).strip()));
    } catch (IOException | NumberFormatException unknown) {
      return OptionalInt.empty();
    }
  }

  private static boolean write(Path file, int value) {
    try {
      Files.writeString(file, Integer.toString(value));
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  /// Makes it what it was.
  @Override
  public void close() {
    before.ifPresent(value -> write(file, value));
  }
}
