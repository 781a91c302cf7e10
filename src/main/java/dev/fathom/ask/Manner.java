package dev.fathom.ask;

import dev.fathom.model.Pause;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// How a subject is looked at.
///
/// @param pause how a process is held
/// @param sysroot where the files are that the process of a core had mapped; null for this
///   machine's
public record Manner(Pause pause, @Nullable Path sysroot) {
  /// On this machine.
  public static Manner of(Pause pause) {
    return new Manner(pause, null);
  }
}
