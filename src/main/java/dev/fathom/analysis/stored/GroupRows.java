package dev.fathom.analysis.stored;

import dev.fathom.analysis.graph.GraphAnalysis;
import dev.fathom.analysis.groups.Groups;
import dev.fathom.analysis.groups.Partition;
import dev.fathom.snapshot.SnapshotFile;
import dev.fathom.snapshot.parquet.Codes;
import dev.fathom.snapshot.parquet.Labels;
import dev.fathom.snapshot.parquet.Numbers;
import dev.fathom.snapshot.parquet.TableReader;
import dev.fathom.snapshot.parquet.TableWriter;
import dev.fathom.snapshot.parquet.Texts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// All objects divided in each way, as a table.
final class GroupRows {
  private static final String TABLE = "object_groups";

  private static final List<Partition.By> WAYS =
      Stream.of(Partition.By.values()).filter(Partition.By::isStored).toList();
  private static final Labels LABELS = Labels.of(WAYS.toArray(Partition.By[]::new), WAYS::indexOf);

  /// Who has very many variables, or types, does not get them all listed here.
  private static final int MOST = 100_000;

  private record Line(Partition.By by, Groups.Group group) {}

  private GroupRows() {}

  static void write(GraphAnalysis graph, Map<String, TableWriter> tables) {
    List<Line> lines =
        WAYS.parallelStream().map(by -> lines(graph, by)).flatMap(List::stream).toList();
    tables.put(
        TABLE,
        new TableWriter(lines.size())
            .labels("by", LABELS, row -> WAYS.indexOf(lines.get(row).by()))
            .texts("type", row -> lines.get(row).group().type())
            .texts("name", row -> lines.get(row).group().row().name())
            .numbers("count", row -> lines.get(row).group().row().count())
            .numbers("shallow", row -> lines.get(row).group().row().shallow())
            .numbers("allocated", row -> lines.get(row).group().row().allocated())
            .numbers("resident", row -> lines.get(row).group().row().resident())
            .numbers("proportional", row -> lines.get(row).group().row().proportional()));
  }

  private static List<Line> lines(GraphAnalysis graph, Partition.By by) {
    List<Groups.Group> groups = Partition.groups(graph, by, object -> true);
    return groups.size() > MOST
        ? List.of()
        : groups.stream().map(group -> new Line(by, group)).toList();
  }

  static Groups read(SnapshotFile file) throws IOException {
    TableReader rows = file.open(TABLE);
    Codes by = rows.codes("by", LABELS);
    Texts type = rows.texts("type");
    Texts name = rows.texts("name");
    Numbers count = rows.numbers("count");
    Numbers shallow = rows.numbers("shallow");
    Numbers allocated = rows.numbers("allocated");
    Numbers resident = rows.numbers("resident");
    Numbers proportional = rows.numbers("proportional");
    Map<Partition.By, List<Groups.Group>> ways = new EnumMap<>(Partition.By.class);
    for (int row = 0; row < rows.rows(); row++) {
      ways.computeIfAbsent(WAYS.get(by.next()), way -> new ArrayList<>())
          .add(
              new Groups.Group(
                  type.next(),
                  new Partition.Row(
                      name.next(),
                      count.next(),
                      shallow.next(),
                      allocated.next(),
                      resident.next(),
                      proportional.next())));
    }
    return new Groups(ways);
  }
}
