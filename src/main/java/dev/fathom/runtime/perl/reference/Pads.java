package dev.fathom.runtime.perl.reference;

import dev.fathom.runtime.perl.arena.PerlArenas;
import dev.fathom.runtime.perl.arena.PerlArenas.SvArena;
import dev.fathom.runtime.perl.layout.PerlLayout;
import dev.fathom.runtime.perl.value.Code;
import dev.fathom.runtime.perl.value.PerlOffsets;
import dev.fathom.runtime.perl.value.Sv;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// The names of what the pads of subs hold: `main::foo()->$var`, at the second depth of recursion
/// `main::foo()[depth 2]->$var`; for a sub without a name of its own `()->$var`, to be read after
/// the way to it.
final class Pads {
  private static final int MOST_DEPTHS = 1 << 20;
  private static final int MOST_NAMES = 1 << 20;
  private static final int LONGEST_NAME = 128;

  private final PerlImage image;
  private final PerlOffsets offsets;
  private final Subs subs;
  private final ToIntFunction<String> fields;
  private final long namesArray;
  private final long namesFill;
  private final long nameText;

  /// By address of the pad.
  private final Map<Long, Pad> pads = new HashMap<>();

  private final Map<NamesKey, Fields> known = new HashMap<>();

  /// A sub's pad at one depth of recursion.
  private record Pad(long sub, long names, long depth) {}

  private record NamesKey(long names, long depth, String sub) {}

  /// Numbers of fields, by place in the pad, and the one of places without names.
  // Never compared: it stands at the end of a look-up.
  @SuppressWarnings("ArrayRecordComponent")
  record Fields(int[] named, int unnamed) {
    /// Whether a place is certainly none of a variable: it has a constant or a temporary value.
    boolean unnamed(long place) {
      return named.length < MOST_NAMES && at(place) == unnamed;
    }

    int at(long place) {
      return place < named.length && named[(int) place] >= 0 ? named[(int) place] : unnamed;
    }
  }

  Pads(
      PerlImage image,
      PerlLayout layout,
      PerlOffsets offsets,
      Subs subs,
      ToIntFunction<String> fields) {
    this.image = image;
    this.offsets = offsets;
    this.subs = subs;
    this.fields = fields;
    namesArray = layout.offset("padnamelist", "xpadnl_alloc");
    namesFill = layout.offset("padnamelist", "xpadnl_fill");
    nameText = layout.offset("padname", "xpadn_pv");
    for (SvArena arena : image.arenas().all()) {
      for (int slot = 1; arena.type == PerlArenas.HEADS && slot < arena.slots; slot++) {
        int type = Sv.type(PerlArenas.flags(arena, slot));
        if (type == Sv.PVCV || type == Sv.PVFM) {
          note(arena.slot(slot), PerlArenas.any(arena, slot));
        }
      }
    }
  }

  private void note(long sub, long any) {
    if ((image.u32(any + offsets.codeFlags) & Code.XSUB) != 0) {
      return;
    }
    long padlist = image.u64(any + offsets.codePadlist);
    if (!image.holds(padlist)) {
      return;
    }
    long list = image.u64(padlist + offsets.padlistPads);
    long max = Math.min(MOST_DEPTHS, image.u64(padlist + offsets.padlistMax));
    for (long depth = 1; depth <= max; depth++) {
      long pad = image.u64(list + depth * Long.BYTES);
      if (pad != 0) {
        pads.putIfAbsent(pad, new Pad(sub, image.u64(list), depth));
      }
    }
  }

  /// {@return the names of a pad's places, or null where the array is no pad}
  @Nullable Fields of(long array) {
    Pad pad = pads.get(array);
    if (pad == null) {
      return null;
    }
    String name = subs.name(pad.sub());
    return known.computeIfAbsent(
        new NamesKey(pad.names(), pad.depth(), name), key -> fields(pad, name));
  }

  private Fields fields(Pad pad, String sub) {
    String depth = pad.depth() == 1 ? "" : "[depth " + pad.depth() + "]";
    String prefix = sub + "()" + depth + "->";
    long count = Math.min(MOST_NAMES, image.u64(pad.names() + namesFill) + 1);
    long array = image.u64(pad.names() + namesArray);
    List<Integer> numbers = new ArrayList<>();
    for (long place = 0; place < count && image.mayLook(array + place * Long.BYTES); place++) {
      long name = image.u64(array + place * Long.BYTES);
      String text = name == 0 ? "" : text(image.u64(name + nameText));
      // Entries of `our` variables and of subs are kept elsewhere; `&` is a captured or inner sub.
      numbers.add(text.length() > 1 ? fields.applyAsInt(prefix + text) : -1);
    }
    return new Fields(
        numbers.stream().mapToInt(Integer::intValue).toArray(),
        fields.applyAsInt(prefix + "(constants and temporaries)"));
  }

  private String text(long address) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < LONGEST_NAME && image.mayLook(address + i); i++) {
      int c = image.u8(address + i);
      if (c == 0) {
        break;
      }
      text.append((char) c);
    }
    return text.toString();
  }
}
