package dev.fathom.export.chrome;

import dev.fathom.analysis.Analysis;
import dev.fathom.export.ExportFormat;
import dev.fathom.export.ExportOptions;
import dev.fathom.export.Exported;
import dev.fathom.model.ByteUnit;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.exc.JacksonIOException;

/// A heap snapshot as Chrome's: objects with their types for names, what they take allocated, and
/// their references by name; the memory that no object has by account. Of the program's values
/// there are no more in it than the names of keys.
public final class HeapSnapshot implements ExportFormat {
  /// DevTools draws so many within seconds.
  private static final int MOST_NODES = 1_000_000;

  private final int mostNodes;

  public HeapSnapshot() {
    this(MOST_NODES);
  }

  /// One in which more objects than that are told together.
  HeapSnapshot(int mostNodes) {
    this.mostNodes = mostNodes;
  }

  @Override
  public Exported write(Analysis analysis, ExportOptions options, OutputStream out)
      throws IOException {
    SnapshotGraph graph = SnapshotGraph.of(analysis, mostNodes);
    SnapshotStrings strings = new SnapshotStrings();
    try {
      long edges = new SnapshotWriter(analysis.findings(), graph, strings).write(out);
      return new Exported(
          analysis.findings().objects().count(), graph.nodes(), edges, notes(graph, strings));
    } catch (JacksonIOException failed) {
      throw failed.getCause();
    }
  }

  private static List<String> notes(SnapshotGraph graph, SnapshotStrings strings) {
    List<String> notes = new ArrayList<>();
    if (graph.own().someTogether()) {
      notes.add(
          String.format(
              Locale.ROOT,
              "DevTools does not draw so many objects: a node each have %,d that keep %s or more.",
              graph.own().count(),
              ByteUnit.inText(graph.own().least())));
      notes.add(
          "The others are one node for each object that keeps them and each type; their references"
              + " are left out. Sizes by type and retained sizes stay the same.");
    }
    if (graph.somethingParted()) {
      notes.add("What is larger than 2 GiB is told in several nodes: DevTools counts no further.");
    }
    if (strings.full()) {
      notes.add("There are more names than DevTools should be given; some are told as \"…\".");
    }
    return notes;
  }
}
