package dev.fathom.snapshot.rows;

import dev.fathom.model.memory.LoadedLibraries;
import dev.fathom.snapshot.parquet.Numbers;
import dev.fathom.snapshot.parquet.TableReader;
import dev.fathom.snapshot.parquet.TableWriter;
import dev.fathom.snapshot.parquet.Texts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What is linked, as a table.
public final class LibraryRows {
  public static final String TABLE = "libraries";

  /// No name of a library holds one: it ends names in the files themselves.
  private static final String BETWEEN = "\0";

  private LibraryRows() {}

  public static TableWriter write(LoadedLibraries map) {
    List<LoadedLibraries.Link> links = map.links();
    return new TableWriter(links.size())
        .texts("path", row -> links.get(row).path())
        .texts("soname", row -> links.get(row).soname())
        .texts("build_id", row -> links.get(row).buildId())
        .numbers("namespace", row -> links.get(row).namespace())
        .numbers("address", row -> links.get(row).start())
        .numbers("bias", row -> links.get(row).bias())
        .texts("needed", row -> String.join(BETWEEN, links.get(row).needed()));
  }

  public static LoadedLibraries read(TableReader rows) throws IOException {
    Texts path = rows.texts("path");
    Texts soname = rows.texts("soname");
    Texts buildId = rows.texts("build_id");
    Numbers namespace = rows.numbers("namespace");
    Numbers address = rows.numbers("address");
    Numbers bias = rows.numbers("bias");
    Texts needed = rows.texts("needed");
    List<LoadedLibraries.Link> links = new ArrayList<>();
    for (int row = 0; row < rows.rows(); row++) {
      links.add(
          new LoadedLibraries.Link(
              path.next(),
              soname.next(),
              buildId.next(),
              namespace.next(0, Integer.MAX_VALUE),
              address.next(),
              bias.next(),
              names(needed.next())));
    }
    return new LoadedLibraries(links);
  }

  private static List<String> names(String joined) {
    return joined.isEmpty() ? List.of() : List.of(joined.split(BETWEEN, -1));
  }
}
