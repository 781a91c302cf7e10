package dev.fathom.snapshot.rows;

import dev.fathom.model.memory.PageRuns;
import dev.fathom.snapshot.parquet.Numbers;
import dev.fathom.snapshot.parquet.TableReader;
import dev.fathom.snapshot.parquet.TableWriter;
import java.io.IOException;

/// The runs of pages as a table.
public final class PageRows {
  public static final String TABLE = "pages";

  private static final int STATES = 1 << Byte.SIZE;

  private PageRows() {}

  public static TableWriter write(PageRuns pages) {
    return new TableWriter(pages.count())
        .numbers("start", pages::start)
        .numbers("end", pages::end)
        .numbers("state", run -> pages.state(run) & STATES - 1)
        .numbers("resident", run -> pages.resident(run) ? 1 : 0);
  }

  public static PageRuns read(TableReader rows) throws IOException {
    Numbers start = rows.numbers("start");
    Numbers end = rows.numbers("end");
    Numbers state = rows.numbers("state");
    PageRuns.Builder runs = new PageRuns.Builder();
    Ascending places = new Ascending();
    for (int row = 0; row < rows.rows(); row++) {
      long from = start.next();
      long until = end.next();
      places.check(from, until);
      runs.add(from, until, state.next(0, STATES));
    }
    return runs.build();
  }
}
