package dev.fathom.analysis.stored;

import dev.fathom.analysis.graph.Dominators;
import dev.fathom.analysis.graph.Entries;
import dev.fathom.analysis.graph.GraphAnalysis;
import dev.fathom.analysis.graph.OwnSizes;
import dev.fathom.analysis.graph.OwnerPaths;
import dev.fathom.model.Findings;
import dev.fathom.model.column.SizeColumn;
import dev.fathom.snapshot.SnapshotFile;
import dev.fathom.snapshot.parquet.DamagedTableException;
import dev.fathom.snapshot.parquet.Numbers;
import dev.fathom.snapshot.parquet.TableReader;
import dev.fathom.snapshot.parquet.TableWriter;
import dev.fathom.snapshot.rows.Together;
import java.io.IOException;
import java.util.Map;

/// What each object takes and keeps, what dominates it, and how it was reached, as a table; a row
/// is an object.
final class SizeRows {
  private static final String TABLE = "sizes";

  private SizeRows() {}

  static void write(GraphAnalysis analysis, Map<String, TableWriter> tables) {
    OwnSizes sizes = analysis.sizes();
    tables.put(
        TABLE,
        new TableWriter(sizes.count())
            .numbers("object", row -> row)
            .numbers("allocated", row -> sizes.allocated(row))
            .numbers("resident", row -> sizes.resident(row))
            .numbers("proportional", row -> sizes.proportional(row))
            .numbers("retained", row -> analysis.retained().bytes(row))
            .numbers("dominator", row -> analysis.dominators().of(row))
            .numbers("reached_by", row -> analysis.paths().by(row)));
  }

  static OwnSizes read(SnapshotFile file) throws IOException {
    TableReader rows = open(file);
    SizeColumn allocated = new SizeColumn(rows.rows());
    SizeColumn resident = new SizeColumn(rows.rows());
    SizeColumn proportional = new SizeColumn(rows.rows());
    Together.run(
        () -> fill(rows.numbers("allocated"), allocated),
        () -> fill(rows.numbers("resident"), resident),
        () -> fill(rows.numbers("proportional"), proportional));
    return OwnSizes.of(allocated, resident, proportional);
  }

  static OwnerPaths readPaths(SnapshotFile file, Entries entries) throws IOException {
    Findings findings = file.findings();
    TableReader rows = open(file);
    int[] by = new int[rows.rows()];
    fill(
        rows.numbers("reached_by")
            .within(-entries.all().size(), findings.references().edges().count()),
        by);
    try {
      return OwnerPaths.known(findings, entries, by);
    } catch (IllegalArgumentException endless) {
      throw new DamagedTableException("a path to an object leads in a circle");
    }
  }

  static Dominators readDominators(SnapshotFile file) throws IOException {
    TableReader rows = open(file);
    int[] above = new int[rows.rows()];
    fill(rows.numbers("dominator").within(Dominators.UNREACHED, rows.rows()), above);
    try {
      return Dominators.known(above);
    } catch (IllegalArgumentException noTree) {
      throw new DamagedTableException("dominators that make no tree");
    }
  }

  /// A row an object.
  private static TableReader open(SnapshotFile file) throws IOException {
    TableReader rows = file.open(TABLE);
    if (rows.rows() != file.findings().objects().count()) {
      throw new DamagedTableException("there are sizes of other objects than of those that it has");
    }
    return rows;
  }

  private static void fill(Numbers column, SizeColumn into) throws IOException {
    int[] done = new int[1];
    column.pages((values, count) -> {
      for (int i = 0; i < count; i++) {
        into.set(done[0]++, values[i]);
      }
    });
  }

  private static void fill(Numbers column, int[] into) throws IOException {
    int[] done = new int[1];
    column.pages((values, count) -> {
      for (int i = 0; i < count; i++) {
        into[done[0]++] = (int) values[i];
      }
    });
  }
}
