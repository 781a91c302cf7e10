package dev.fathom.runtime.perl.value;

import dev.fathom.model.object.InstanceLayout;
import dev.fathom.model.object.InstanceLayout.Field;
import dev.fathom.model.object.InstanceLayout.Kind;
import java.util.List;

/// How the pieces of memory are laid out that stand for objects: the head of a value, which is the
/// same for all; a shared key; the shared buffer of a string.
public final class HeadLayouts {
  private static final InstanceLayout HEAD =
      new InstanceLayout(
          "SV head",
          List.of(
              field("sv_any", 0, Long.BYTES, Kind.POINTER),
              field("sv_refcnt", Sv.REFERENCES, Integer.BYTES, Kind.HEADER),
              field("sv_flags", Sv.FLAGS, Integer.BYTES, Kind.HEADER),
              field("sv_u", Sv.PAYLOAD, Long.BYTES, Kind.POINTER)),
          Sv.HEAD_BYTES,
          "",
          0,
          0,
          true);

  private static final InstanceLayout COW =
      new InstanceLayout("", List.of(), 0, "text", 1, 0, true);

  private final InstanceLayout key;

  public HeadLayouts(PerlOffsets offsets) {
    long hek = offsets.sharedKey;
    key =
        new InstanceLayout(
            "shared_he",
            List.of(
                field("hent_next", offsets.entryNext, Long.BYTES, Kind.POINTER),
                field("hent_hek", offsets.entryKey, Long.BYTES, Kind.POINTER),
                field("hent_refcount", offsets.entryValue, Long.BYTES, Kind.DATA),
                field("hek_hash", hek + offsets.keyHash, Integer.BYTES, Kind.DATA),
                field("hek_len", hek + offsets.keyLength, Integer.BYTES, Kind.DATA)),
            hek + offsets.keyText,
            "hek_key",
            1,
            0,
            true);
  }

  private static Field field(String name, long offset, long bytes, Kind kind) {
    return new Field(name, "", offset, bytes, kind);
  }

  public InstanceLayout of(SvKind kind) {
    return switch (kind) {
      case HEK -> key;
      case COW -> COW;
      case OPS, INTERPRETER -> InstanceLayout.UNKNOWN;
      default -> HEAD;
    };
  }
}
