package dev.fathom.survey.look;

import dev.fathom.model.CaptureOutcome;
import dev.fathom.model.Pause;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.core.Capture;
import java.io.IOException;
import java.io.OutputStream;

/// Writes the memory of a process down.
public final class ProcessCapture {
  private ProcessCapture() {}

  /// Writes it.
  ///
  /// @param out what it is written to; stays open
  /// @param waits whether that takes as long as somebody else likes
  /// @throws dev.fathom.model.ProcessAccessException in one line: the process cannot be read, or
  ///   would have to wait for somebody else
  public static CaptureOutcome write(int process, Pause pause, OutputStream out, boolean waits)
      throws IOException {
    try (LiveProcess target = LiveProcess.open(process, pause)) {
      return Capture.write(target, out, waits);
    }
  }
}
