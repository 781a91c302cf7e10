package dev.fathom.analysis.stored;

import dev.fathom.analysis.owners.Kept;
import dev.fathom.analysis.owners.LargestOwners;
import dev.fathom.analysis.owners.OwnerForm;
import dev.fathom.analysis.owners.Owners;
import dev.fathom.snapshot.SnapshotFile;
import dev.fathom.snapshot.parquet.DamagedTableException;
import dev.fathom.snapshot.parquet.Numbers;
import dev.fathom.snapshot.parquet.TableReader;
import dev.fathom.snapshot.parquet.TableWriter;
import dev.fathom.snapshot.parquet.Texts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Who holds the memory, as a table: those that keep the most, in order. Another table says what
/// all objects take, what of that several hold, and what is held from nowhere that shows.
final class OwnerRows {
  private static final String TABLE = "owners";
  private static final String TOTALS = "owner_totals";

  private static final int MOST = 1000;

  /// A column that older files do not have.
  private static final String FORM = "form";

  /// No path has this in it.
  private static final String BETWEEN = "\n";

  /// All, what several hold, and what nobody does.
  private static final int ALL_TOTALS = 3;

  private OwnerRows() {}

  static void write(Owners owners, Map<String, TableWriter> tables) {
    LargestOwners known = owners.largest(MOST);
    List<Owners.Owner> rows = known.largest();
    tables.put(
        TABLE,
        new TableWriter(rows.size())
            .texts(FORM, row -> rows.get(row).form().id())
            .texts("path", row -> rows.get(row).path())
            .texts("type", row -> rows.get(row).type())
            .numbers("address", row -> rows.get(row).address())
            .numbers("members", row -> rows.get(row).members())
            .texts("holders", row -> String.join(BETWEEN, rows.get(row).holders()))
            .numbers("more_holders", row -> rows.get(row).moreHolders() ? 1 : 0)
            .numbers("outermost", row -> rows.get(row).outermost() ? 1 : 0)
            .numbers("objects", row -> rows.get(row).objects())
            .numbers("shallow", row -> rows.get(row).shallow())
            .numbers("retained", row -> rows.get(row).retained())
            .numbers("resident", row -> rows.get(row).resident())
            .numbers("proportional", row -> rows.get(row).proportional()));
    List<Kept> totals = List.of(known.all(), known.several(), known.nowhere());
    tables.put(
        TOTALS,
        new TableWriter(totals.size())
            .numbers("bytes", row -> totals.get(row).retained())
            .numbers("objects", row -> totals.get(row).objects())
            .numbers("resident", row -> totals.get(row).resident())
            .numbers("proportional", row -> totals.get(row).proportional()));
  }

  /// {@return what a file has; nothing if it is from before rows were told apart}
  static Optional<LargestOwners> read(SnapshotFile file) throws IOException {
    TableReader rows = file.open(TABLE);
    if (!rows.has(FORM)) {
      return Optional.empty();
    }
    Texts form = rows.texts(FORM);
    Texts path = rows.texts("path");
    Texts type = rows.texts("type");
    Numbers address = rows.numbers("address");
    Numbers members = rows.numbers("members");
    Texts holders = rows.texts("holders");
    Numbers more = rows.numbers("more_holders");
    Numbers outermost = rows.numbers("outermost");
    Numbers objects = rows.numbers("objects");
    Numbers shallow = rows.numbers("shallow");
    Numbers retained = rows.numbers("retained");
    Numbers resident = rows.numbers("resident");
    Numbers proportional = rows.numbers("proportional");
    List<Owners.Owner> largest = new ArrayList<>();
    for (int row = 0; row < rows.rows(); row++) {
      largest.add(
          new Owners.Owner(
              form(form.next()),
              path.next(),
              type.next(),
              address.next(),
              members.next(0, Integer.MAX_VALUE),
              split(holders.next()),
              more.next() != 0,
              outermost.next() != 0,
              objects.next(),
              shallow.next(),
              retained.next(),
              resident.next(),
              proportional.next()));
    }
    TableReader totals = file.open(TOTALS);
    Numbers bytes = totals.numbers("bytes");
    Numbers counts = totals.numbers("objects");
    Numbers inMemory = totals.numbers("resident");
    Numbers shared = totals.numbers("proportional");
    List<Kept> kept = new ArrayList<>();
    for (int row = 0; row < ALL_TOTALS; row++) {
      kept.add(new Kept(counts.next(), bytes.next(), inMemory.next(), shared.next()));
    }
    return Optional.of(
        new LargestOwners(largest, largest.size() < MOST, kept.get(0), kept.get(1), kept.get(2)));
  }

  private static OwnerForm form(String id) throws DamagedTableException {
    return OwnerForm.of(id)
        .orElseThrow(() -> new DamagedTableException("no form of owners is called " + id));
  }

  private static List<String> split(String holders) {
    return holders.isEmpty() ? List.of() : List.of(holders.split(BETWEEN, -1));
  }
}
