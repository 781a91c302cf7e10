package dev.fathom.snapshot.rows;

import dev.fathom.model.object.InstanceLayout;
import dev.fathom.model.object.TypeTable;
import dev.fathom.snapshot.parquet.Codes;
import dev.fathom.snapshot.parquet.DamagedTableException;
import dev.fathom.snapshot.parquet.Labels;
import dev.fathom.snapshot.parquet.Numbers;
import dev.fathom.snapshot.parquet.TableReader;
import dev.fathom.snapshot.parquet.TableWriter;
import dev.fathom.snapshot.parquet.Texts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// How instances are laid out, as two tables: of the types, and of their fields. Both are in the
/// order of the types.
public final class LayoutRows {
  public static final String TABLE = "layouts";
  public static final String FIELDS = "layout_fields";

  private static final List<InstanceLayout.Kind> KINDS = List.of(InstanceLayout.Kind.values());
  private static final Labels LABELS = Labels.of(InstanceLayout.Kind.values(), KINDS::indexOf);

  /// A field and whose it is.
  private record OfType(int type, InstanceLayout.Field field) {}

  private LayoutRows() {}

  public static TableWriter write(TypeTable types) {
    List<Integer> known = types.laidOut();
    return new TableWriter(known.size())
        .numbers("type", known::get)
        .texts("structure", row -> types.layout(known.get(row)).structure())
        .numbers("payload_offset", row -> types.layout(known.get(row)).payloadOffset())
        .texts("payload", row -> types.layout(known.get(row)).payload())
        .numbers("item_bytes", row -> types.layout(known.get(row)).itemBytes())
        .numbers("buffer_item_bytes", row -> types.layout(known.get(row)).bufferItemBytes())
        .numbers("payload_counted", row -> types.layout(known.get(row)).payloadCounted() ? 1 : 0);
  }

  public static TableWriter writeFields(TypeTable types) {
    List<OfType> fields = new ArrayList<>();
    for (int type : types.laidOut()) {
      types.layout(type).fields().forEach(field -> fields.add(new OfType(type, field)));
    }
    return new TableWriter(fields.size())
        .numbers("type", row -> fields.get(row).type())
        .texts("name", row -> fields.get(row).field().name())
        .texts("reference", row -> fields.get(row).field().reference())
        .numbers("offset", row -> fields.get(row).field().offset())
        .numbers("bytes", row -> fields.get(row).field().bytes())
        .labels("kind", LABELS, row -> KINDS.indexOf(fields.get(row).field().kind()));
  }

  public static void read(TableReader rows, TableReader fieldRows, TypeTable types)
      throws IOException {
    List<List<InstanceLayout.Field>> fields = fields(fieldRows, types.count());
    Numbers type = rows.numbers("type");
    Texts structure = rows.texts("structure");
    Numbers payloadOffset = rows.numbers("payload_offset");
    Texts payload = rows.texts("payload");
    Numbers itemBytes = rows.numbers("item_bytes");
    Numbers bufferItemBytes = rows.numbers("buffer_item_bytes");
    Numbers payloadCounted = rows.numbers("payload_counted");
    for (int row = 0; row < rows.rows(); row++) {
      int id = type.next(0, types.count());
      types.putLayout(
          id,
          new InstanceLayout(
              structure.next(),
              fields.get(id),
              payloadOffset.next(),
              payload.next(),
              size(itemBytes),
              size(bufferItemBytes),
              payloadCounted.next() != 0));
    }
  }

  private static List<List<InstanceLayout.Field>> fields(TableReader rows, int types)
      throws IOException {
    List<List<InstanceLayout.Field>> fields = new ArrayList<>();
    for (int type = 0; type < types; type++) {
      fields.add(new ArrayList<>());
    }
    Numbers type = rows.numbers("type");
    Texts name = rows.texts("name");
    Texts reference = rows.texts("reference");
    Numbers offset = rows.numbers("offset");
    Numbers bytes = rows.numbers("bytes");
    Codes kind = rows.codes("kind", LABELS);
    for (int row = 0; row < rows.rows(); row++) {
      fields
          .get(type.next(0, types))
          .add(
              new InstanceLayout.Field(
                  name.next(),
                  reference.next(),
                  offset.next(),
                  size(bytes),
                  KINDS.get(kind.next())));
    }
    return fields;
  }

  private static long size(Numbers column) throws IOException {
    long bytes = column.next();
    if (bytes < 0) {
      throw new DamagedTableException("a field has a negative size");
    }
    return bytes;
  }
}
