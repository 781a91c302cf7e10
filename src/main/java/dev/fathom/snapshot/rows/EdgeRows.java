package dev.fathom.snapshot.rows;

import dev.fathom.model.column.AddressColumn;
import dev.fathom.model.column.IntColumn;
import dev.fathom.model.column.PackedColumn;
import dev.fathom.model.object.EdgeKind;
import dev.fathom.model.object.EdgeTable;
import dev.fathom.snapshot.parquet.Codes;
import dev.fathom.snapshot.parquet.DamagedTableException;
import dev.fathom.snapshot.parquet.Labels;
import dev.fathom.snapshot.parquet.Numbers;
import dev.fathom.snapshot.parquet.TableReader;
import dev.fathom.snapshot.parquet.TableWriter;
import java.io.IOException;
import java.util.Optional;

/// The edges as a table, in the order of the objects that they come from.
public final class EdgeRows {
  public static final String TABLE = "edges";

  private static final String MIDDLE = "middle";
  private static final Labels KINDS = Labels.of(EdgeKind.values(), EdgeKind::code);

  private EdgeRows() {}

  public static TableWriter write(EdgeTable edges, int objects) {
    return new TableWriter(edges.count())
        .numbers("source", new Sources(edges, objects)::of)
        .numbers("target", edges::target)
        .labels("kind", KINDS, edges::kind)
        .numbers("name", edges::name)
        .numbers(MIDDLE, edge -> edges.leadsToMiddle(edge) ? 1 : 0);
  }

  /// Finds the object that an edge comes from, for one edge after the other.
  private static final class Sources {
    private final EdgeTable edges;
    private final int objects;
    private int object;

    Sources(EdgeTable edges, int objects) {
      this.edges = edges;
      this.objects = objects;
    }

    long of(int edge) {
      while (object + 1 < objects && edges.first(object + 1) <= edge) {
        object++;
      }
      return object;
    }
  }

  /// {@return the edges that the rows say}
  ///
  /// @param objects the table of the objects, which says where the edges of each begin
  /// @param fields how many names of fields there are
  public static EdgeTable read(TableReader rows, TableReader objects, int fields)
      throws IOException {
    AddressColumn firsts = new AddressColumn();
    IntColumn targets = new IntColumn();
    PackedColumn names = new PackedColumn();
    Numbers name = rows.numbers("name");
    Codes kind = rows.codes("kind", KINDS);
    // Older files do not have it.
    Optional<Numbers> middle =
        rows.has(MIDDLE) ? Optional.of(rows.numbers(MIDDLE).within(0, 2)) : Optional.empty();
    Limits limits = new Limits(objects.rows(), fields, middle);
    Together.run(
        () ->
            name.pages((values, count) -> {
              limits.combine(values, kind, count);
              names.append(values, count);
            }),
        () -> rows.numbers("target").within(0, objects.rows()).pages(targets::append),
        () ->
            objects
                .numbers(ObjectRows.FIRST_EDGE)
                .within(0, rows.rows() + 1)
                .notFalling()
                .pages(firsts::append));
    if (objects.rows() == 0 ? rows.rows() > 0 : firsts.get(0) != 0) {
      throw new DamagedTableException("edges come from no object");
    }
    return EdgeTable.of(firsts, targets, names);
  }

  /// The names that edges of each kind can bear.
  private static final class Limits {
    private final long[] least = new long[EdgeKind.values().length];
    private final long[] limits = new long[least.length];
    private final Optional<Numbers> middle;

    Limits(int objects, int fields, Optional<Numbers> middle) {
      this.middle = middle;
      for (EdgeKind kind : EdgeKind.values()) {
        least[kind.code()] =
            switch (kind) {
              case KEY, ATTRIBUTE -> -1;
              case FIELD, INDEX -> 0;
            };
        limits[kind.code()] =
            switch (kind) {
              case KEY, ATTRIBUTE -> objects;
              case FIELD -> fields;
              case INDEX -> EdgeTable.NAME_LIMIT;
            };
      }
    }

    /// Makes words of names and kinds out of names.
    void combine(long[] names, Codes kinds, int count) throws IOException {
      for (int i = 0; i < count; i++) {
        int kind = kinds.next();
        if (names[i] < least[kind] || names[i] >= limits[kind]) {
          throw new DamagedTableException("an edge has a name that is not there");
        }
        boolean toMiddle = middle.isPresent() && middle.get().next() != 0;
        if (toMiddle && least[kind] < 0) {
          throw new DamagedTableException("an edge by a key leads to the middle of an object");
        }
        int name = (int) names[i];
        names[i] = EdgeTable.nameWord(kind, toMiddle ? EdgeTable.middleName(name) : name);
      }
    }
  }
}
