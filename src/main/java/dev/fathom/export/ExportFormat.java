package dev.fathom.export;

import dev.fathom.analysis.Analysis;
import java.io.IOException;
import java.io.OutputStream;

/// One format of others' programs.
@FunctionalInterface
public interface ExportFormat {
  /// Writes what is known of a target.
  ///
  /// @param out left open; it has a buffer
  /// @return what was left out or told together, among other things
  /// @throws IOException if it cannot be written
  Exported write(Analysis analysis, ExportOptions options, OutputStream out) throws IOException;
}
