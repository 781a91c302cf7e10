package dev.fathom.snapshot.rows;

import dev.fathom.model.memory.ClaimTable;
import dev.fathom.snapshot.parquet.DamagedTableException;
import dev.fathom.snapshot.parquet.Numbers;
import dev.fathom.snapshot.parquet.TableReader;
import dev.fathom.snapshot.parquet.TableWriter;
import dev.fathom.snapshot.parquet.Texts;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Who read which memory, as a table.
public final class ClaimRows {
  public static final String TABLE = "claims";

  private ClaimRows() {}

  public static TableWriter write(ClaimTable claims) {
    List<String> parties = claims.parties();
    return new TableWriter(claims.count())
        .numbers("id", row -> row)
        .texts("party", row -> parties.get(claims.party(row)))
        .numbers("kind", row -> claims.kind(row).code())
        .numbers("parent", claims::parent)
        .numbers("address", claims::start)
        .numbers("bytes", row -> claims.end(row) - claims.start(row));
  }

  public static ClaimTable read(TableReader rows) throws IOException {
    Texts party = rows.texts("party");
    Numbers kind = rows.numbers("kind");
    Numbers parent = rows.numbers("parent");
    Numbers address = rows.numbers("address");
    Numbers bytes = rows.numbers("bytes");
    ClaimTable claims = new ClaimTable();
    Map<String, Integer> parties = new HashMap<>();
    long before = 0;
    for (int row = 0; row < rows.rows(); row++) {
      int whose = parties.computeIfAbsent(party.next(), claims::party);
      ClaimTable.Kind how = ClaimTable.Kind.of(kind.next(0, ClaimTable.Kind.count()));
      int within = parent.next(ClaimTable.NO_PARENT, row);
      long start = address.next();
      if (Long.compareUnsigned(start, before) < 0) {
        throw new DamagedTableException("claims are not in address order");
      }
      before = start;
      claims.add(how, whose, within, start, start + bytes.next());
    }
    return claims;
  }
}
