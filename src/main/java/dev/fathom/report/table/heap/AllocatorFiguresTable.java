package dev.fathom.report.table.heap;

import dev.fathom.model.memory.AllocatorFigure;
import dev.fathom.view.Column;
import dev.fathom.view.TableSpec;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Limits and counts that allocators have in their own variables.
public final class AllocatorFiguresTable {
  /// As programs get it.
  public static final TableSpec<AllocatorFigure> SPEC =
      new TableSpec<>(
          "figures",
          "ITS OWN",
          "a limit or a count that an allocator has in a variable of its own",
          List.of(
              Column.text("allocator", "allocator", "whose it is", AllocatorFigure::allocator),
              Column.text("name", "name", "what it calls it", AllocatorFigure::name),
              Column.knownBytes("bytes", "bytes", "what it is", of(AllocatorFigure.Unit.BYTES)),
              Column.knownCount(
                  "number",
                  "number",
                  "what it is, where it is not a size",
                  of(AllocatorFigure.Unit.COUNT)),
              Column.text("meaning", "what it is", "in words", AllocatorFigure::meaning)));

  private AllocatorFiguresTable() {}

  private static Function<AllocatorFigure, Optional<Long>> of(AllocatorFigure.Unit unit) {
    return figure -> figure.unit() == unit ? Optional.of(figure.value()) : Optional.empty();
  }
}
