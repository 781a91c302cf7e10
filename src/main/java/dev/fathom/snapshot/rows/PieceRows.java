package dev.fathom.snapshot.rows;

import dev.fathom.model.column.AddressColumn;
import dev.fathom.model.column.ByteColumn;
import dev.fathom.model.column.Extents;
import dev.fathom.model.memory.BlockState;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.snapshot.parquet.DamagedTableException;
import dev.fathom.snapshot.parquet.Labels;
import dev.fathom.snapshot.parquet.TableReader;
import dev.fathom.snapshot.parquet.TableWriter;
import java.io.IOException;

/// The chunks or the blocks as a table. What lies between them is in it too, as pieces of
/// `nothing`: so each piece ends where the next begins, and its size need not be read.
public final class PieceRows {
  public static final String CHUNKS = "chunks";
  public static final String BLOCKS = "blocks";
  public static final Labels CHUNK_STATES =
      Labels.of(ChunkState.values(), ChunkState::code).and("nothing", Extents.NOTHING);
  public static final Labels BLOCK_STATES =
      Labels.of(BlockState.values(), BlockState::code).and("nothing", Extents.NOTHING);

  private PieceRows() {}

  public static TableWriter write(Extents pieces, Labels states) {
    int last = pieces.count() - 1;
    return new TableWriter(pieces.count())
        .numbers("address", pieces::start)
        .numbers("bytes", row -> row == last ? 0 : pieces.end(row) - pieces.start(row))
        .labels("state", states, pieces::state);
  }

  public static Extents read(TableReader rows, Labels labels) throws IOException {
    AddressColumn starts = new AddressColumn();
    ByteColumn states = new ByteColumn();
    Together.run(
        () -> rows.numbers("address").ascending().pages(starts::append),
        () -> rows.codes("state", labels).pages(states::append));
    int last = starts.count() - 1;
    if (last < 0 || starts.get(0) != 0 || states.get(last) != Extents.NOTHING) {
      throw new DamagedTableException("pieces of memory do not cover all of it");
    }
    return Extents.of(starts, states);
  }
}
