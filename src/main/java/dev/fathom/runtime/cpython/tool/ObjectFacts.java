package dev.fathom.runtime.cpython.tool;

import dev.fathom.model.object.Detail;
import dev.fathom.runtime.cpython.layout.Layout;
import dev.fathom.runtime.cpython.layout.StructLayout;
import dev.fathom.runtime.cpython.object.PythonTypes;
import dev.fathom.runtime.cpython.struct.Offsets;
import dev.fathom.target.Words;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What the structure of an object tells beside its size: how it is shared, and what room it has.
final class ObjectFacts {
  private static final int SIGN_SHIFT = 3;
  private static final int SIGN_MASK = 3;
  private static final int SIGN_NEGATIVE = 2;
  private static final int BITS_OF_TWO_BYTES = 15;
  private static final int BITS_OF_FOUR_BYTES = 30;
  private static final int MOST_DIGITS = 64;
  private static final int MOST_SHOWN = 3;

  /// `_PY_NSMALLNEGINTS` and `_PY_NSMALLPOSINTS`.
  private static final BigInteger SMALLEST = BigInteger.valueOf(-5);

  private static final BigInteger LARGEST = BigInteger.valueOf(256);

  private final Layout layout;
  private final Offsets offsets;
  private final PythonTypes types;
  private final Words words;

  ObjectFacts(Layout layout, Offsets offsets, PythonTypes types, Words words) {
    this.layout = layout;
    this.offsets = offsets;
    this.types = types;
    this.words = words;
  }

  /// {@return what there is to say of an object of a type}
  ///
  /// @param contents whether numbers may be told too
  List<Detail> of(long address, int type, boolean contents) {
    List<Detail> facts = new ArrayList<>();
    switch (types.rawName(type)) {
      case "int" -> {
        if (offsets.two()) {
          machineWord(address, contents, facts);
        } else {
          number(address, type, contents, facts);
        }
      }
      case "long" -> number(address, type, contents, facts);
      case "float" -> {
        if (contents) {
          long bits = words.u64(address + layout.struct("PyFloatObject").offset("ob_fval"));
          facts.add(Detail.of("value", Double.toString(Double.longBitsToDouble(bits))));
        }
      }
      case "str" -> text(address, facts);
      case "list" -> room(address, facts);
      default -> {}
    }
    return facts;
  }

  private void machineWord(long address, boolean contents, List<Detail> facts) {
    BigInteger value = BigInteger.valueOf(words.u64(address + offsets.varSize()));
    facts.add(Detail.of("cached small int", isSmall(value) ? "yes, shared by all" : "no"));
    if (contents) {
      facts.add(Detail.of("value", value.toString()));
    }
  }

  private static boolean isSmall(BigInteger value) {
    return value.compareTo(SMALLEST) >= 0 && value.compareTo(LARGEST) <= 0;
  }

  private void number(long address, int type, boolean contents, List<Detail> facts) {
    long field = words.u64(address + offsets.varSize());
    boolean tagged = !offsets.version().before(3, 12);
    long digits = tagged ? field >>> SIGN_SHIFT : Math.abs(field);
    int bytes = (int) types.itemSize(type);
    int bits = bytes == Short.BYTES ? BITS_OF_TWO_BYTES : BITS_OF_FOUR_BYTES;
    facts.add(Detail.of("digits", String.format(Locale.ROOT, "%,d of %d bits", digits, bits)));
    if (digits > MOST_DIGITS) {
      return;
    }
    BigInteger value = BigInteger.ZERO;
    for (int digit = (int) digits - 1; digit >= 0; digit--) {
      long at = address + offsets.intDigits() + (long) digit * bytes;
      long word = bytes == Short.BYTES ? words.u32(at) & 0xffff : words.u32(at) & 0xffff_ffffL;
      value = value.shiftLeft(bits).or(BigInteger.valueOf(word));
    }
    boolean negative = tagged ? (field & SIGN_MASK) == SIGN_NEGATIVE : field < 0;
    value = negative ? value.negate() : value;
    if (!offsets.two()) {
      facts.add(Detail.of("cached small int", isSmall(value) ? "yes, shared by all" : "no"));
    }
    if (contents) {
      facts.add(Detail.of("value", value.toString()));
    }
  }

  /// `SSTATE_…` (`Include/cpython/unicodeobject.h`; of 2.7 `Include/stringobject.h`).
  private void text(long address, List<Detail> facts) {
    long state;
    if (offsets.two()) {
      StructLayout string = layout.struct("PyStringObject");
      state = string.has("ob_sstate") ? words.u32(address + string.offset("ob_sstate")) : 0;
    } else {
      state =
          layout
              .struct("PyASCIIObject")
              .field("state.interned")
              .extract(words.u32(address + offsets.strState()));
    }
    facts.add(
        Detail.of(
            "interned",
            switch ((int) state) {
              case 0 -> "no";
              case 1 -> "yes";
              case 2 -> "yes, for ever";
              default -> "yes, static";
            }));
  }

  /// What `list_resize` left (`Objects/listobject.c`).
  private void room(long address, List<Detail> facts) {
    long room = words.u64(address + layout.struct("PyListObject").offset("allocated"));
    long used = words.u64(address + offsets.varSize());
    facts.add(
        Detail.of(
            "room",
            String.format(
                Locale.ROOT,
                "for %,d, of these %,d used, %,d over-allocated",
                room,
                used,
                Math.max(0, room - used))));
  }

  /// {@return what its type keeps for reuse, and the first of that}
  List<Detail> kept(long address, int type, DeadObjects lists) {
    String name = types.rawName(type);
    int items =
        name.equals("tuple") ? Math.clamp(words.u64(address + offsets.varSize()), 0, 1 << 20) : 0;
    return lists
        .of(name, items)
        .map(list -> {
          String what = items == 0 ? name : name + "s of " + items;
          List<Detail> told = new ArrayList<>();
          told.add(
              Detail.of(
                  "free list",
                  String.format(
                      Locale.ROOT,
                      "%,d dead %s kept for reuse, at most %,d",
                      list.addresses().size(),
                      what,
                      list.most())));
          if (!list.addresses().isEmpty()) {
            told.add(Detail.of("its chain", chain(list.addresses())));
          }
          return told;
        })
        .orElse(List.of());
  }

  private static String chain(List<Long> addresses) {
    return addresses.stream()
            .limit(MOST_SHOWN)
            .map(each -> "0x" + Long.toHexString(each))
            .collect(Collectors.joining(" ─▶ "))
        + (addresses.size() > MOST_SHOWN ? " ─▶ …" : "");
  }
}
