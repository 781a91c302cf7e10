package dev.fathom.runtime.micropython.reference;

import dev.fathom.runtime.micropython.heap.GcHeap;
import dev.fathom.runtime.micropython.object.Qstrs;
import dev.fathom.runtime.micropython.object.Structure;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a function and its parameters are called: the names stand before its code (`py/bc.h`,
/// "bytecode layout"). Other variables have none.
final class FunctionNames {
  private static final int MORE = 0x80;
  private static final int LONGEST_NUMBER = 10;
  private static final int MOST_PARAMETERS = 255;

  private final GcHeap heap;
  private final HeapWords kept;
  private final Qstrs names;

  // Where the next byte stands.
  private long at;

  FunctionNames(GcHeap heap, HeapWords kept, Qstrs names) {
    this.heap = heap;
    this.kept = kept;
    this.names = names;
  }

  /// {@return the name of a function, then those of its parameters; none where they cannot be told}
  List<String> of(long function) {
    int code = heap.head(kept.u64(function + Structure.FUNCTION_CODE));
    long table = kept.u64(kept.u64(function + Structure.FUNCTION_CONTEXT) + Structure.MODULE_NAMES);
    int tableHead = heap.head(table);
    if (code < 0 || tableHead < 0) {
      return List.of();
    }
    at = heap.address(code);
    int parameters = parameters();
    skipNumber(); // how long the names are
    List<String> told = new ArrayList<>();
    for (int name = 0; name <= parameters; name++) {
      String spelling = name(table, heap.bytes(tableHead));
      if (spelling == null) {
        return List.of();
      }
      told.add(spelling);
    }
    return told;
  }

  /// The numbers of a function's signature are mixed bit by bit: `xSSSSEAA`, then `xFSSKAED`.
  private int parameters() {
    int next = kept.u8(at++);
    int positional = next & 3;
    int keywords = 0;
    for (int more = 0; (next & MORE) != 0 && more < LONGEST_NUMBER; more++) {
      next = kept.u8(at++);
      positional |= (next & 4) << more;
      keywords |= ((next >>> 3) & 1) << more;
    }
    return Math.min(positional + keywords, MOST_PARAMETERS);
  }

  private void skipNumber() {
    for (int more = 0; (kept.u8(at++) & MORE) != 0 && more < LONGEST_NUMBER; more++) {
      // The next byte belongs to it as well.
    }
  }

  /// {@return the name whose number in the table stands next, or null where there is none}
  private @Nullable String name(long table, long tableBytes) {
    long number = 0;
    int next = MORE;
    for (int more = 0; (next & MORE) != 0 && more < LONGEST_NUMBER; more++) {
      next = kept.u8(at++);
      number = (number << 7) | (next & 0x7f);
    }
    if (number < 0 || number >= tableBytes / Short.BYTES) {
      return null;
    }
    long entry = table + number * Short.BYTES;
    return names.spelling(kept.u8(entry) | (kept.u8(entry + 1) << Byte.SIZE));
  }
}
