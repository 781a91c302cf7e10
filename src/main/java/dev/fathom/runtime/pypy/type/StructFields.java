package dev.fathom.runtime.pypy.type;

import java.util.ArrayList;
import java.util.List;

/// Where the fields of a struct stand, worked out from their names. The translator sorts the fields
/// of a class by size, the large first, then by name, and puts what says that a field may change
/// (`mutate_…`) behind them; those of its parents stand before.
final class StructFields {
  private static final String SUPER = "super";

  /// Of a value that is the same in the whole program: takes no room.
  private static final String CONSTANT = "inst_space";

  private static final String MUTATE = "mutate_";

  private final List<String> names = new ArrayList<>();
  private final List<Integer> offsets = new ArrayList<>();

  /// @param text `GcStruct NAME { super, field, … }`
  /// @param fixedBytes of how many bytes the struct is
  static StructFields of(String text, long fixedBytes) {
    StructFields fields = new StructFields();
    int open = text.indexOf('{');
    int close = text.lastIndexOf('}');
    if (open < 0 || close < open) {
      return fields;
    }
    String list = text.substring(open + 1, close);
    if (list.indexOf('{') >= 0) {
      return fields; // of an array
    }
    fields.place(list.strip(), fixedBytes);
    return fields;
  }

  private void place(String list, long fixedBytes) {
    List<String> own = new ArrayList<>();
    for (String each : list.split(",", -1)) {
      String name = each.strip();
      if (!name.isEmpty() && !name.equals(SUPER) && !name.equals(CONSTANT)) {
        own.add(name);
      }
    }
    int large = 0;
    while (large < own.size() && !own.get(large).startsWith(MUTATE) && ascends(own, large)) {
      large++;
    }
    int small = large;
    while (small < own.size() && !own.get(small).startsWith(MUTATE)) {
      small++;
    }
    int smallBytes = (small - large + Long.BYTES - 1) & -Long.BYTES;
    int bytes = (large + own.size() - small) * Long.BYTES + smallBytes;
    int start = (int) fixedBytes - bytes;
    if (start < Long.BYTES) {
      return; // laid out in another way
    }
    for (int field = 0; field < own.size(); field++) {
      int place =
          field < large
              ? field * Long.BYTES
              : field < small
                  ? large * Long.BYTES + field - large
                  : large * Long.BYTES + smallBytes + (field - small) * Long.BYTES;
      names.add(own.get(field));
      offsets.add(start + place);
    }
  }

  /// Fields that the compiler of the JIT has put there come first, in no order.
  private static boolean ascends(List<String> own, int at) {
    return at == 0
        || !own.get(at - 1).startsWith("inst_")
        || own.get(at - 1).compareTo(own.get(at)) < 0;
  }

  /// {@return the name of the field at an offset; empty where it is a parent's}
  String at(long offset) {
    int place = offsets.indexOf((int) offset);
    return place < 0 ? "" : names.get(place);
  }

  /// {@return the offset of a field, or -1}
  int offset(String name) {
    int place = names.indexOf(name);
    return place < 0 ? -1 : offsets.get(place);
  }

  /// {@return how many of its own fields are called so, followed by a number}
  int numbered(String name) {
    int count = 0;
    while (names.contains(name + count)) {
      count++;
    }
    return count;
  }
}
