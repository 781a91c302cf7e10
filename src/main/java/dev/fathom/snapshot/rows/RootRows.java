package dev.fathom.snapshot.rows;

import dev.fathom.model.object.References;
import dev.fathom.model.object.RootKind;
import dev.fathom.snapshot.parquet.Codes;
import dev.fathom.snapshot.parquet.Labels;
import dev.fathom.snapshot.parquet.Numbers;
import dev.fathom.snapshot.parquet.TableReader;
import dev.fathom.snapshot.parquet.TableWriter;
import dev.fathom.snapshot.parquet.Texts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The roots as a table.
public final class RootRows {
  public static final String TABLE = "roots";

  private static final List<RootKind> HOLDERS = List.of(RootKind.values());
  private static final Labels LABELS = Labels.of(RootKind.values(), HOLDERS::indexOf);

  private RootRows() {}

  public static TableWriter write(List<References.Root> roots) {
    return new TableWriter(roots.size())
        .numbers("object", row -> roots.get(row).object())
        .labels("holder", LABELS, row -> HOLDERS.indexOf(roots.get(row).holder()))
        .texts("path", row -> roots.get(row).path());
  }

  public static List<References.Root> read(TableReader rows, int objects) throws IOException {
    Numbers object = rows.numbers("object");
    Codes holder = rows.codes("holder", LABELS);
    Texts path = rows.texts("path");
    List<References.Root> roots = new ArrayList<>();
    for (int row = 0; row < rows.rows(); row++) {
      roots.add(
          new References.Root(object.next(0, objects), HOLDERS.get(holder.next()), path.next()));
    }
    return roots;
  }
}
