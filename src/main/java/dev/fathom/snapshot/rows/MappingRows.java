package dev.fathom.snapshot.rows;

import dev.fathom.model.memory.Mapping;
import dev.fathom.model.memory.PageCounters;
import dev.fathom.snapshot.parquet.DamagedTableException;
import dev.fathom.snapshot.parquet.Numbers;
import dev.fathom.snapshot.parquet.TableReader;
import dev.fathom.snapshot.parquet.TableWriter;
import dev.fathom.snapshot.parquet.Texts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The mappings as a table, with the kernel's counters in bytes.
public final class MappingRows {
  public static final String TABLE = "mappings";

  private static final int PERMISSIONS = 4;

  private MappingRows() {}

  public static TableWriter write(List<Mapping> mappings) {
    return new TableWriter(mappings.size())
        .numbers("id", row -> row)
        .numbers("start", row -> mappings.get(row).start())
        .numbers("end", row -> mappings.get(row).end())
        .texts("permissions", row -> mappings.get(row).permissions())
        .texts("name", row -> mappings.get(row).name())
        .numbers("file_offset", row -> mappings.get(row).fileOffset())
        .texts("device", row -> mappings.get(row).device())
        .numbers("inode", row -> mappings.get(row).inode())
        .numbers("special", row -> mappings.get(row).special() ? 1 : 0)
        .numbers("rss", row -> mappings.get(row).counters().rss())
        .numbers("pss", row -> mappings.get(row).counters().pss())
        .numbers("shared_clean", row -> mappings.get(row).counters().sharedClean())
        .numbers("shared_dirty", row -> mappings.get(row).counters().sharedDirty())
        .numbers("private_clean", row -> mappings.get(row).counters().privateClean())
        .numbers("private_dirty", row -> mappings.get(row).counters().privateDirty())
        .numbers("anonymous", row -> mappings.get(row).counters().anonymous())
        .numbers("anonymous_huge", row -> mappings.get(row).counters().anonymousHuge())
        .numbers("swap", row -> mappings.get(row).counters().swap())
        .numbers("lazy_free", row -> mappings.get(row).counters().lazyFree());
  }

  public static List<Mapping> read(TableReader rows) throws IOException {
    Numbers start = rows.numbers("start");
    Numbers end = rows.numbers("end");
    Texts permissions = rows.texts("permissions");
    Texts name = rows.texts("name");
    Numbers fileOffset = rows.numbers("file_offset");
    Texts device = rows.texts("device");
    Numbers inode = rows.numbers("inode");
    Numbers special = rows.numbers("special");
    Numbers[] counters = {
      rows.numbers("rss"),
      rows.numbers("pss"),
      rows.numbers("shared_clean"),
      rows.numbers("shared_dirty"),
      rows.numbers("private_clean"),
      rows.numbers("private_dirty"),
      rows.numbers("anonymous"),
      rows.numbers("anonymous_huge"),
      rows.numbers("swap")
    };
    // Snapshots of early versions have none.
    Numbers lazyFree = rows.has("lazy_free") ? rows.numbers("lazy_free") : null;
    List<Mapping> mappings = new ArrayList<>();
    Ascending places = new Ascending();
    for (int row = 0; row < rows.rows(); row++) {
      Mapping mapping =
          new Mapping(
              start.next(),
              end.next(),
              permissions.next(),
              fileOffset.next(),
              device.next(),
              inode.next(),
              name.next(),
              counters(counters, lazyFree == null ? 0 : lazyFree.next()),
              special.next() != 0);
      places.check(mapping.start(), mapping.end());
      if (mapping.permissions().length() != PERMISSIONS) {
        throw new DamagedTableException("a mapping has odd permissions");
      }
      mappings.add(mapping);
    }
    return mappings;
  }

  private static PageCounters counters(Numbers[] columns, long lazyFree) throws IOException {
    long[] values = new long[columns.length];
    for (int column = 0; column < columns.length; column++) {
      values[column] = columns[column].next();
    }
    return new PageCounters(
        values[0], values[1], values[2], values[3], values[4], values[5], values[6], values[7],
        values[8], lazyFree);
  }
}
