package dev.fathom.runtime.pypy.type;

import dev.fathom.target.Memory;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The types that the collector knows (`GCData` in `rpython/memory/gctypelayout.py`), each by the
/// offset in their table that an object has as the lower half of its first word.
///
/// **Memory**: 4 bytes for each 8 of the table (some 500 KiB), and some words a type.
public final class TypeInfos {
  // infobits
  private static final int INDEX_MASK = 0xffff;
  private static final long IS_VARSIZE = 0x010000;
  private static final long HAS_REFERENCES = 0x01000000;
  private static final long HAS_ITEM_REFERENCES = 0x020000;
  private static final long IS_INSTANCE = 0x100000;
  private static final long IS_WEAK = 0x080000;
  private static final long HAS_CUSTOM_TRACE = 0x200000;
  private static final long KEY_MASK = 0xfc000000L;
  private static final long KEY = 0x58000000L;

  // type_info, varsize_type_info: offsets in words
  private static final int FIXED_BYTES = 2;
  private static final int REFERENCES = 3;
  private static final int ITEM_BYTES = 4;

  // vtable (`rpython/rtyper/rclass.py`), which follows the type_info of a class of the sources:
  // its number, and the last of its subclasses' numbers
  private static final int CLASS_FIRST = 4;
  private static final int CLASS_LAST = 5;
  private static final int ITEMS = 5;
  private static final int LENGTH = 6;
  private static final int ITEM_REFERENCES = 7;
  private static final int WORDS = 8;

  // From where GCData has the collector's address on.
  private static final long COUNT = 0x10;
  private static final long SHADOW_BASE = 0x18;
  private static final long SHADOW_TOP = 0x20;
  private static final long STATIC_END = 0x28;
  private static final long STATIC_START = 0x38;
  private static final long GROUP = 0x48;
  private static final long OFFSETS = 0x50;
  private static final long NAMES = 0x58;

  /// GCData follows the struct of the collector.
  private static final long NEAREST = 0x180;

  private static final long FARTHEST = 0x280;

  /// The struct of the collector begins so far before the field of the nursery, at the most.
  private static final long MOST_BEFORE = 0x240;

  private static final int FEWEST_TYPES = 500;
  private static final int MOST_TYPES = INDEX_MASK;
  private static final int LARGEST_TABLE = 1 << 23;
  private static final long LARGEST_FIXED = 1 << 16;
  private static final long LARGEST_PLACE = 1 << 12;
  private static final long LARGEST_ITEM = 1 << 12;
  private static final int MOST_REFERENCES = 1 << 10;

  /// Longer arrays are taken for torn ones.
  private static final long LONGEST = 1L << 40;

  private final int[] byOffset;
  private final long[][] infos;
  private final long[][] references;
  private final long[][] itemReferences;
  private final long gcData;
  private final List<String> names;

  private TypeInfos(
      int[] byOffset,
      long[][] infos,
      long[][] references,
      long[][] itemReferences,
      long gcData,
      List<String> names) {
    this.byOffset = byOffset;
    this.infos = infos;
    this.references = references;
    this.itemReferences = itemReferences;
    this.gcData = gcData;
    this.names = names;
  }

  /// Where the collector looks for what is in use.
  ///
  /// @param shadowBase where the stack of references begins that running functions have
  /// @param shadowTop where it ends
  /// @param staticStart where the addresses of static variables begin that may have references
  /// @param staticEnd where these end
  public record Places(long shadowBase, long shadowTop, long staticStart, long staticEnd) {}

  /// {@return the types, or null where their table is not where those of known versions have it}
  ///
  /// @param field where the collector says where the nursery begins
  public static @Nullable TypeInfos read(long field, Target target, Words words) {
    for (long at = field + NEAREST; at < field + FARTHEST; at += Long.BYTES) {
      long collector = words.u64(at);
      long count = words.u64(at + COUNT);
      if (collector < field
          && collector >= field - MOST_BEFORE
          && count >= FEWEST_TYPES
          && count <= MOST_TYPES) {
        TypeInfos found = readAt(at, target, words);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  private static @Nullable TypeInfos readAt(long at, Target target, Words words) {
    long list = words.u64(at + OFFSETS);
    long count = words.u64(list);
    if (list <= 0 || count < FEWEST_TYPES || count > MOST_TYPES) {
      return null;
    }
    Memory memory = target.memory();
    int[] offsets = new int[(int) count];
    if (memory.read(list + Long.BYTES, MemorySegment.ofArray(offsets), count * Integer.BYTES)
        != 0) {
      return null;
    }
    int last = Arrays.stream(offsets).max().orElse(0);
    if (last < 0 || last > LARGEST_TABLE) {
      return null;
    }
    byte[] table = new byte[last + WORDS * Long.BYTES];
    MemorySegment group = MemorySegment.ofArray(table);
    if (memory.read(words.u64(at + GROUP), group, table.length) != 0) {
      return null;
    }
    List<String> names = TypeTexts.read(words.u64(at + NAMES), memory, words);
    int[] byOffset = new int[last / Long.BYTES + 1];
    Arrays.fill(byOffset, -1);
    long[][] infos = new long[offsets.length][];
    long[][] references = new long[offsets.length][];
    long[][] itemReferences = new long[offsets.length][];
    int sound = 0;
    for (int type = 1; type < offsets.length; type++) {
      long[] info = new long[WORDS];
      int offset = offsets[type];
      if (offset <= 0 || offset % Long.BYTES != 0) {
        continue; // a table of methods, which stands among the types
      }
      for (int word = 0; word < WORDS; word++) {
        info[word] = LITTLE.get(table, offset + word * Long.BYTES);
      }
      if (!isSound(type, info)) {
        continue;
      }
      byOffset[offset / Long.BYTES] = type;
      infos[type] = info;
      references[type] = array(info[REFERENCES], words);
      itemReferences[type] = isVarsize(info) ? array(info[ITEM_REFERENCES], words) : NONE;
      sound++;
    }
    return sound < FEWEST_TYPES || names.size() < offsets.length
        ? null
        : new TypeInfos(byOffset, infos, references, itemReferences, at, names);
  }

  private static final long[] NONE = {};

  private static final LittleWords LITTLE =
      (bytes, at) ->
          MemorySegment.ofArray(bytes)
              .get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), at);

  @FunctionalInterface
  private interface LittleWords {
    long get(byte[] bytes, int at);
  }

  private static boolean isVarsize(long[] info) {
    return (info[0] & IS_VARSIZE) != 0;
  }

  private static boolean isSound(int type, long[] info) {
    return (info[0] & KEY_MASK) == KEY
        && (info[0] & INDEX_MASK) == type
        && info[FIXED_BYTES] >= Long.BYTES
        && info[FIXED_BYTES] <= LARGEST_FIXED
        && (isVarsize(info) || info[FIXED_BYTES] % Long.BYTES == 0)
        && (!isVarsize(info)
            || (info[ITEM_BYTES] >= 0
                && info[ITEM_BYTES] <= LARGEST_ITEM
                && info[ITEMS] > 0
                && info[ITEMS] <= LARGEST_FIXED
                && info[LENGTH] > 0
                && info[LENGTH] <= LARGEST_PLACE));
  }

  private static long[] array(long address, Words words) {
    int count = Math.clamp(words.u64(address), 0, MOST_REFERENCES);
    long[] offsets = new long[count];
    for (int at = 0; at < count; at++) {
      offsets[at] =
          Math.clamp(words.u64(address + Long.BYTES + (long) at * Long.BYTES), 0, LARGEST_FIXED);
    }
    return offsets;
  }

  /// {@return where the collector looks for what is in use, of a target that is held}
  public Places places(Words words) {
    return new Places(
        words.u64(gcData + SHADOW_BASE),
        words.u64(gcData + SHADOW_TOP),
        words.u64(gcData + STATIC_START),
        words.u64(gcData + STATIC_END));
  }

  /// {@return how many types there are; not each number has one}
  public int count() {
    return infos.length;
  }

  /// {@return what the sources say of a type: `GcStruct rpy_string { hash, chars }`}
  public String text(int type) {
    return names.get(type);
  }

  /// {@return the number of the type that the first word of an object tells, or -1}
  public int of(long firstWord) {
    long offset = firstWord & 0xffff_ffffL;
    long place = offset / Long.BYTES;
    return offset % Long.BYTES == 0 && place < byOffset.length ? byOffset[(int) place] : -1;
  }

  /// {@return whether there is such a type}
  public boolean isType(int type) {
    return infos[type] != null;
  }

  /// {@return whether a type is a class of the sources}
  boolean isClass(int type) {
    return isType(type) && !isVarsize(infos[type]) && (infos[type][0] & IS_INSTANCE) != 0;
  }

  /// {@return the number of a class: those of its subclasses follow}
  long classNumber(int type) {
    return infos[type][CLASS_FIRST];
  }

  /// {@return the end of the numbers of a class and its subclasses}
  long classEnd(int type) {
    return infos[type][CLASS_LAST];
  }

  /// {@return offset of the word that has the number of items; 0 where instances are of one size}
  public long lengthOffset(int type) {
    return isVarsize(infos[type]) ? infos[type][LENGTH] : 0;
  }

  /// {@return bytes of an instance}
  ///
  /// @param length of how many items it is
  public long bytes(int type, long length) {
    long[] info = infos[type];
    if (!isVarsize(info)) {
      return info[FIXED_BYTES];
    }
    if (length < 0 || length > LONGEST) {
      return LONGEST; // more than there is anywhere
    }
    return (info[FIXED_BYTES] + length * info[ITEM_BYTES] + Long.BYTES - 1) & -Long.BYTES;
  }

  public long fixedBytes(int type) {
    return infos[type][FIXED_BYTES];
  }

  public long itemBytes(int type) {
    return isVarsize(infos[type]) ? infos[type][ITEM_BYTES] : 0;
  }

  public long itemsOffset(int type) {
    return infos[type][ITEMS];
  }

  /// Whether an instance may lead to others.
  public boolean leads(int type) {
    return (infos[type][0] & (HAS_REFERENCES | HAS_CUSTOM_TRACE)) != 0;
  }

  /// Whether a function of its own tells where its references are.
  public boolean isTracedByItself(int type) {
    return (infos[type][0] & HAS_CUSTOM_TRACE) != 0;
  }

  public boolean isWeak(int type) {
    return (infos[type][0] & IS_WEAK) != 0;
  }

  /// {@return at which offsets references stand}
  public long[] references(int type) {
    return references[type];
  }

  /// {@return at which offsets of an item references stand}
  public long[] itemReferences(int type) {
    return (infos[type][0] & HAS_ITEM_REFERENCES) != 0 ? itemReferences[type] : NONE;
  }
}
