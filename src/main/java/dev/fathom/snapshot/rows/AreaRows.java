package dev.fathom.snapshot.rows;

import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.Mapping;
import dev.fathom.snapshot.parquet.Codes;
import dev.fathom.snapshot.parquet.DamagedTableException;
import dev.fathom.snapshot.parquet.Labels;
import dev.fathom.snapshot.parquet.Numbers;
import dev.fathom.snapshot.parquet.TableReader;
import dev.fathom.snapshot.parquet.TableWriter;
import dev.fathom.snapshot.parquet.Texts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/// The areas as a table. The ELF file that an area belongs to is not in it, only the area's name.
public final class AreaRows {
  public static final String TABLE = "areas";

  private static final List<Area.Kind> KINDS = List.of(Area.Kind.values());
  private static final Labels LABELS = Labels.of(Area.Kind.values(), KINDS::indexOf);

  /// A column that older files do not have.
  private static final String STACK_POINTER = "stack_pointer";

  private AreaRows() {}

  public static TableWriter write(List<Area> areas, List<Mapping> mappings) {
    IdentityHashMap<Mapping, Integer> numbers = new IdentityHashMap<>();
    for (Mapping mapping : mappings) {
      numbers.put(mapping, numbers.size());
    }
    return new TableWriter(areas.size())
        .numbers("start", row -> areas.get(row).start())
        .numbers("end", row -> areas.get(row).end())
        .labels("kind", LABELS, row -> KINDS.indexOf(areas.get(row).kind()))
        .texts("name", row -> areas.get(row).name())
        .numbers(STACK_POINTER, row -> areas.get(row).stackPointer())
        .numbers("mapping", row -> number(areas.get(row).mapping(), numbers, mappings));
  }

  /// Areas are cut from the mappings themselves, but nothing says that they must be the same
  /// objects.
  private static int number(
      Mapping mapping, IdentityHashMap<Mapping, Integer> numbers, List<Mapping> mappings) {
    Integer number = numbers.get(mapping);
    if (number == null) {
      number = mappings.indexOf(mapping);
    }
    if (number < 0) {
      throw new IllegalArgumentException("an area of no mapping");
    }
    return number;
  }

  public static List<Area> read(TableReader rows, List<Mapping> mappings) throws IOException {
    Numbers start = rows.numbers("start");
    Numbers end = rows.numbers("end");
    Codes kind = rows.codes("kind", LABELS);
    Texts name = rows.texts("name");
    Numbers mapping = rows.numbers("mapping");
    Optional<Numbers> stackPointer =
        rows.has(STACK_POINTER) ? Optional.of(rows.numbers(STACK_POINTER)) : Optional.empty();
    List<Area> areas = new ArrayList<>();
    Ascending places = new Ascending();
    for (int row = 0; row < rows.rows(); row++) {
      Area area =
          new Area(
              start.next(),
              end.next(),
              KINDS.get(kind.next()),
              name.next(),
              mappings.get(mapping.next(0, mappings.size())),
              null,
              stackPointer.isPresent() ? stackPointer.get().next() : 0);
      places.check(area.start(), area.end());
      if (Long.compareUnsigned(area.start(), area.mapping().start()) < 0
          || Long.compareUnsigned(area.end(), area.mapping().end()) > 0) {
        throw new DamagedTableException("an area is not in its mapping");
      }
      areas.add(area);
    }
    return areas;
  }
}
