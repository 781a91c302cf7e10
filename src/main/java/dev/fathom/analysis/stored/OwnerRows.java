package dev.fathom.analysis.stored;

import dev.fathom.analysis.owners.LargestOwners;
import dev.fathom.analysis.owners.Owners;
import dev.fathom.snapshot.SnapshotFile;
import dev.fathom.snapshot.parquet.Numbers;
import dev.fathom.snapshot.parquet.TableReader;
import dev.fathom.snapshot.parquet.TableWriter;
import dev.fathom.snapshot.parquet.Texts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Who holds the memory, as a table: in order those that keep the most, and last, where memory
/// piles up. Another table, of one row, says what all objects take.
final class OwnerRows {
  private static final String TABLE = "owners";
  private static final String TOTALS = "owner_totals";

  private static final int MOST = 1000;

  private OwnerRows() {}

  static void write(Owners owners, Map<String, TableWriter> tables) {
    List<Owners.Owner> largest = owners.largest(MOST);
    List<Owners.Owner> all = new ArrayList<>(largest);
    all.addAll(owners.accumulationPoint());
    tables.put(
        TABLE,
        new TableWriter(all.size())
            .texts("path", row -> all.get(row).path())
            .texts("type", row -> all.get(row).type())
            .numbers("address", row -> all.get(row).address())
            .numbers("objects", row -> all.get(row).objects())
            .numbers("shallow", row -> all.get(row).shallow())
            .numbers("retained", row -> all.get(row).retained())
            .numbers("resident", row -> all.get(row).resident())
            .numbers("proportional", row -> all.get(row).proportional())
            .numbers("accumulates", row -> row < largest.size() ? 0 : 1));
    tables.put(TOTALS, new TableWriter(1).numbers("bytes", row -> owners.bytes()));
  }

  static LargestOwners read(SnapshotFile file) throws IOException {
    TableReader rows = file.open(TABLE);
    Texts path = rows.texts("path");
    Texts type = rows.texts("type");
    Numbers address = rows.numbers("address");
    Numbers objects = rows.numbers("objects");
    Numbers shallow = rows.numbers("shallow");
    Numbers retained = rows.numbers("retained");
    Numbers resident = rows.numbers("resident");
    Numbers proportional = rows.numbers("proportional");
    Numbers accumulates = rows.numbers("accumulates");
    List<Owners.Owner> largest = new ArrayList<>();
    List<Owners.Owner> accumulationPoint = new ArrayList<>();
    for (int row = 0; row < rows.rows(); row++) {
      Owners.Owner owner =
          new Owners.Owner(
              path.next(),
              type.next(),
              address.next(),
              objects.next(0, Integer.MAX_VALUE),
              shallow.next(),
              retained.next(),
              resident.next(),
              proportional.next());
      (accumulates.next() == 0 ? largest : accumulationPoint).add(owner);
    }
    return new LargestOwners(
        largest,
        largest.size() < MOST,
        accumulationPoint,
        file.open(TOTALS).numbers("bytes").next());
  }
}
