package dev.fathom.runtime.cpython.tool;

import dev.fathom.runtime.cpython.object.MappedRanges;
import dev.fathom.runtime.cpython.struct.PythonVersion;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The dead objects that an interpreter keeps for reuse, by type, as its own lists have them (3.10
/// to 3.14: `pycore_floatobject.h`, `pycore_tuple.h`, `pycore_list.h`, `pycore_dict_state.h`,
/// `pycore_freelist_state.h`).
///
/// The lists stand side by side in the state of the interpreter, of which nobody says where they
/// begin. So they are found by what is in them: a place that leads to as many dead lists, or dicts,
/// as the number beside it says. Where no list and no dict is dead nothing is said.
///
/// **Cost**: some milliseconds, once.
final class DeadObjects {
  /// `_PyRuntime` with the state of the main interpreter, up to where the lists are.
  private static final long RUNTIME_BYTES = 400L << 10;

  /// A state of its own, up to the same.
  private static final long STATE_BYTES = 24L << 10;

  private static final int LEADS = 128;
  private static final long WORD = Long.BYTES;
  private static final int FEW = 80;
  private static final int FLOATS = 100;
  private static final int TUPLES = 2000;
  private static final int LENGTHS = 20;

  /// `ob_item` of a tuple, up to 3.13.
  private static final long FIRST_ITEM = 24;

  /// An address and a size (`struct _Py_freelist`).
  private static final long PAIR_BYTES = 2 * WORD;

  /// Where the lists of other types stand, from where that of lists does, as the debug information
  /// of the versions tells it.
  ///
  /// @param linked whether each list is an address and a size, linked by the first words of what is
  ///   in it; else lists and dicts stand in arrays
  /// @param count from an array of dicts to how many of it are in use
  /// @param emptyTuples whether the first of the lists of tuples is of those without items
  private record Places(
      boolean linked, long floats, long tuples, long dicts, long count, boolean emptyTuples) {
    private static final long TUPLES = -LENGTHS * (WORD + Integer.BYTES);
    private static final long ARRAY_BYTES = FEW * WORD;

    static Places of(PythonVersion version) {
      if (!version.before(3, 14)) {
        return new Places(true, -22 * PAIR_BYTES, -20 * PAIR_BYTES, 3 * PAIR_BYTES, WORD, false);
      }
      if (!version.before(3, 13)) {
        return new Places(false, TUPLES - 16, TUPLES, ARRAY_BYTES + 8, ARRAY_BYTES, false);
      }
      return version.before(3, 12)
          ? new Places(
              false, TUPLES - 24, TUPLES, ARRAY_BYTES + 8, ARRAY_BYTES, version.before(3, 11))
          : new Places(false, -2664, TUPLES, ARRAY_BYTES + 24, 2 * ARRAY_BYTES, false);
    }
  }

  private final Words words;
  private final MappedRanges mapped;
  private final Kinds kinds;
  private final Places places;
  private long lists;

  /// The types whose dead instances tell where the lists are.
  ///
  /// @param list address of the type, like the others
  record Kinds(long list, long dict, long tuple) {}

  /// Dead objects of one type.
  ///
  /// @param most how many are kept at most
  /// @param addresses of all of them, the one that is taken first at the beginning
  record FreeList(int most, List<Long> addresses) {
    FreeList {
      addresses = List.copyOf(addresses);
    }
  }

  /// Finds the lists of an interpreter.
  ///
  /// @param runtime address of `_PyRuntime`
  DeadObjects(Words words, MappedRanges mapped, Kinds kinds, long runtime, PythonVersion version) {
    this.words = words;
    this.mapped = mapped;
    this.kinds = kinds;
    this.places = Places.of(version);
    search(runtime, RUNTIME_BYTES);
    for (int lead = 0; lead < LEADS && lists == 0; lead++) {
      long state = words.u64(runtime + lead * WORD);
      if (mapped.writable(state) && leadsTo(state, runtime)) {
        search(state, STATE_BYTES);
      }
    }
  }

  /// A state of an interpreter has the address of the runtime near its beginning.
  private boolean leadsTo(long state, long runtime) {
    for (int word = 0; word < WORD; word++) {
      if (words.u64(state + word * WORD) == runtime) {
        return true;
      }
    }
    return false;
  }

  private void search(long start, long bytes) {
    for (long at = start; at < start + bytes && lists == 0; at += WORD) {
      long word = words.u64(at);
      if (word != 0 && word % WORD == 0 && mapped.writable(word)) {
        if (isList(at, kinds.list(), FEW * WORD)) {
          lists = at;
        } else if (isList(at, kinds.dict(), places.count())) {
          lists = at - places.dicts();
        }
      }
    }
  }

  /// Whether a list stands at a place that has dead objects of a type.
  private boolean isList(long at, long type, long count) {
    return words.u64(words.u64(at) + WORD) == type
        && few(at, type, count).filter(dead -> !dead.isEmpty()).isPresent();
  }

  /// {@return the dead objects of a list that has at most 80; empty where it is none}
  ///
  /// @param count from the list to how many it has, where it is an array
  private Optional<List<Long>> few(long at, long type, long count) {
    if (places.linked()) {
      return chain(words.u64(at), 0, words.u64(at + WORD), FEW, type);
    }
    int known = words.u32(at + count);
    if (known < 0 || known > FEW) {
      return Optional.empty();
    }
    List<Long> found = new ArrayList<>();
    for (int place = known - 1; place >= 0; place--) {
      long object = words.u64(at + place * WORD);
      if (words.u32(object) != 0 || words.u64(object + WORD) != type) {
        return Optional.empty();
      }
      found.add(object);
    }
    return Optional.of(found);
  }

  /// {@return what is linked; empty where there are not as many as should be}
  ///
  /// @param link where the address of the next stands in each
  /// @param type of each; 0 where the link stands in its place
  private Optional<List<Long>> chain(long first, long link, long count, int most, long type) {
    List<Long> found = new ArrayList<>();
    long at = first;
    while (at != 0 && found.size() < Math.clamp(count, 0, most)) {
      if (!mapped.writable(at) || (type != 0 && words.u64(at + WORD) != type)) {
        return Optional.empty();
      }
      found.add(at);
      at = words.u64(at + link);
    }
    return at == 0 && found.size() == count ? Optional.of(found) : Optional.empty();
  }

  /// {@return the list of a type; empty where it has none, or it is not known where it is}
  ///
  /// @param type its name: `list`
  /// @param items of tuples, how many items they have
  Optional<FreeList> of(String type, int items) {
    if (lists == 0) {
      return Optional.empty();
    }
    return switch (type) {
      case "list" -> few(lists, kinds.list(), FEW * WORD).map(dead -> new FreeList(FEW, dead));
      case "dict" ->
          few(lists + places.dicts(), kinds.dict(), places.count())
              .map(dead -> new FreeList(FEW, dead));
      case "float" -> floats().map(dead -> new FreeList(FLOATS, dead));
      case "int" ->
          places.linked()
              ? pair(lists + places.floats() + PAIR_BYTES, FLOATS, 0)
                  .map(dead -> new FreeList(FLOATS, dead))
              : Optional.empty();
      case "tuple" -> tuples(items).map(dead -> new FreeList(TUPLES, dead));
      default -> Optional.empty();
    };
  }

  private Optional<List<Long>> pair(long at, int most, long type) {
    return chain(words.u64(at), 0, words.u64(at + WORD), most, type);
  }

  /// Up to 3.13 a number, then the first; the next stands where the type was.
  private Optional<List<Long>> floats() {
    long at = lists + places.floats();
    return places.linked()
        ? pair(at, FLOATS, 0)
        : chain(words.u64(at + WORD), WORD, words.u32(at), FLOATS, 0);
  }

  /// Up to 3.13 the next is the first item of each.
  private Optional<List<Long>> tuples(int items) {
    int place = places.emptyTuples() ? items : items - 1;
    if (items < 1 || place >= LENGTHS) {
      return Optional.empty();
    }
    long at = lists + places.tuples();
    return places.linked()
        ? pair(at + place * PAIR_BYTES, TUPLES, kinds.tuple())
        : chain(
            words.u64(at + place * WORD),
            FIRST_ITEM,
            words.u32(at + LENGTHS * WORD + (long) place * Integer.BYTES),
            TUPLES,
            kinds.tuple());
  }
}
