package dev.fathom.ask.capture;

import dev.fathom.model.CaptureOutcome;
import dev.fathom.model.Pause;
import dev.fathom.survey.look.ProcessCapture;
import java.io.IOException;
import java.io.OutputStream;

/// The memory of a process.
public record CaptureQuestion(int process, Pause pause) {
  /// Writes it.
  ///
  /// @param out stays open
  /// @param waits whether that takes as long as somebody else likes
  public CaptureOutcome write(OutputStream out, boolean waits) throws IOException {
    return ProcessCapture.write(process, pause, out, waits);
  }
}
