package dev.fathom.survey.experiment;

import dev.fathom.model.ProcessAccessException;
import dev.fathom.os.MapsEntry;
import dev.fathom.os.ProcessDirectory;

/// The code of an interpreter as it is mapped into a process, in bytes.
///
/// @param size mapped
/// @param rss of that, in memory
public record InterpreterCode(long size, long rss) {
  /// Adds up the executable mappings of the files whose name contains a word.
  public static InterpreterCode of(int process, String word) throws ProcessAccessException {
    long size = 0;
    long rss = 0;
    for (MapsEntry entry : ProcessDirectory.of(process).smaps()) {
      String file = entry.name().substring(entry.name().lastIndexOf('/') + 1);
      if (entry.permissions().indexOf('x') >= 0 && file.contains(word)) {
        size += entry.end() - entry.start();
        rss += entry.counters().rss();
      }
    }
    return new InterpreterCode(size, rss);
  }
}
