package dev.fathom.snapshot.rows;

import dev.fathom.model.object.EdgeTable;
import dev.fathom.snapshot.parquet.Numbers;
import dev.fathom.snapshot.parquet.TableReader;
import dev.fathom.snapshot.parquet.TableWriter;
import dev.fathom.snapshot.parquet.Texts;
import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Two tables of names: how objects that name others are spelled, and what fields are called.
///
/// From 3.13 on CPython interns every string that the source spells, and an interned string has its
/// spelling kept whether or not it names anything. A password in the source is such a string. So
/// only those are written that an edge bears as the name of something else, unless values are
/// wanted. (The interpreter's own table of interned strings has each as the key to itself.)
public final class NameRows {
  public static final String NAMES = "names";
  public static final String FIELDS = "fields";

  private NameRows() {}

  public static TableWriter writeNames(
      Map<Integer, String> spellings, EdgeTable edges, boolean values) {
    BitSet naming = new BitSet();
    for (int edge = 0; edge < edges.count() && !values; edge++) {
      if (edges.named(edge)) {
        naming.set(edges.name(edge));
      }
    }
    List<Map.Entry<Integer, String>> wanted =
        spellings.entrySet().stream()
            .filter(entry -> values || naming.get(entry.getKey()))
            .sorted(Map.Entry.comparingByKey())
            .toList();
    return new TableWriter(wanted.size())
        .numbers("object", row -> wanted.get(row).getKey())
        .texts("text", row -> wanted.get(row).getValue());
  }

  public static Map<Integer, String> readNames(TableReader rows, int objects) throws IOException {
    Numbers object = rows.numbers("object");
    Texts text = rows.texts("text");
    Map<Integer, String> spellings = new HashMap<>();
    for (int row = 0; row < rows.rows(); row++) {
      spellings.put(object.next(0, objects), text.next());
    }
    return spellings;
  }

  public static TableWriter writeFields(List<String> fields) {
    return new TableWriter(fields.size()).numbers("id", row -> row).texts("name", fields::get);
  }

  public static List<String> readFields(TableReader rows) throws IOException {
    Texts name = rows.texts("name");
    String[] fields = new String[rows.rows()];
    for (int row = 0; row < fields.length; row++) {
      fields[row] = name.next();
    }
    return List.of(fields);
  }
}
