package dev.fathom.report.watch;

import dev.fathom.model.watch.Sample;
import java.io.IOException;
import java.io.Writer;

/// A watch as comma-separated values: a line a sample, as it happens; empty where a figure was not
/// asked for.
public final class WatchCsv {
  private final Writer out;

  /// Writes the heading.
  public WatchCsv(Writer out) throws IOException {
    this.out = out;
    out.write(
        "millis,rss,pss,uss,swap,anonymous,file,shared_memory,page_tables,virtual,mappings\n");
    out.flush();
  }

  /// Writes a sample.
  public void sample(Sample sample) throws IOException {
    out.write(
        sample.millis()
            + ","
            + sample.rss()
            + ","
            + known(sample.pss())
            + ","
            + known(sample.uss())
            + ","
            + sample.swap()
            + ","
            + sample.accounts().anonymous()
            + ","
            + sample.accounts().file()
            + ","
            + sample.accounts().sharedMemory()
            + ","
            + sample.accounts().pageTables()
            + ","
            + known(sample.mapped().bytes())
            + ","
            + known(sample.mapped().count())
            + "\n");
    out.flush();
  }

  private static String known(long bytes) {
    return bytes == Sample.UNKNOWN ? "" : Long.toString(bytes);
  }
}
