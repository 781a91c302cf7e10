package dev.fathom.runtime.cpython.tool;

import dev.fathom.runtime.cpython.layout.Layout;
import dev.fathom.runtime.cpython.layout.StructLayout;
import dev.fathom.runtime.cpython.object.PythonTypes;
import dev.fathom.runtime.cpython.object.ShallowSize;
import dev.fathom.runtime.cpython.struct.Offsets;
import dev.fathom.runtime.cpython.struct.TypeFlags;
import dev.fathom.target.Words;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/// The functions `__sizeof__` of the interpreter's own types and of its modules of C, by the type
/// that has it (2.7 and 3.6 to 3.14). That these are all is what the interpreters say themselves
/// (`SizeTruthTest`).
///
/// What is not in a layout has its offset here, with where that is from.
final class SizeRules {
  private static final long WORD = 8;

  /// `wchar_t`.
  private static final long WIDE = 4;

  /// `_PyCodeObjectExtra` (`Objects/codeobject.c`): a count, and as many words.
  private static final long CODE_EXTRA_HEAD = 8;

  /// `_PyOpcache` (`Include/internal/pycore_code.h`, 3.8 to 3.10).
  private static final long OPCODE_CACHE_BYTES = 32;

  /// `PyStructObject.s_codes` (`Modules/_struct.c`): behind two sizes. An entry, `formatcode`, is
  /// four words, in 2.7 three; the one of which the first is NULL is the last.
  private static final long STRUCT_CODES = 32;

  private static final long FORMAT_CODE_BYTES = 32;
  private static final int MOST_FORMAT_CODES = 1 << 16;

  /// `arraydescr.itemsize` (`Modules/arraymodule.c`): behind a character.
  private static final long ARRAY_ITEM_SIZE = 4;

  // StgDictObject (Modules/_ctypes/ctypes.h), behind its dict.
  private static final long STG_DICT_BYTES = 144;
  private static final long STG_LENGTH = 16;
  private static final long STG_ELEMENTS = 40;
  private static final long STG_FORMAT = 120;
  private static final long STG_DIMENSIONS = 128;

  // StgInfo (the same file, 3.13), behind the structure of every type.
  private static final long STG_INFO_LENGTH = 24;
  private static final long STG_INFO_ELEMENTS = 48;
  private static final long STG_INFO_FORMAT = 136;
  private static final long STG_INFO_DIMENSIONS = 144;
  private static final int LONGEST_FORMAT = 1 << 16;

  /// `MPD_DATAFLAGS` (`Modules/_decimal/libmpdec/mpdecimal.h`): data that is not the number's own.
  private static final int DECIMAL_NOT_OWN = 32 | 64 | 128;

  private static final int MOST_ITEMS = Integer.MAX_VALUE;

  private final Layout layout;
  private final Offsets offsets;
  private final PythonTypes types;
  private final Words words;

  /// What `sys.getsizeof` says of an object within another.
  private final LongUnaryOperator sizeOf;

  private final @Nullable KeyTables keys;
  private final Map<String, SizeRule> rules = new HashMap<>();

  SizeRules(
      Layout layout, Offsets offsets, PythonTypes types, Words words, LongUnaryOperator sizeOf) {
    this.layout = layout;
    this.offsets = offsets;
    this.types = types;
    this.words = words;
    this.sizeOf = sizeOf;
    this.keys = offsets.two() ? null : new KeyTables(layout, offsets, words);
    builtins();
    modules();
  }

  /// {@return the function that a type of C has itself; null where it has none}
  @Nullable SizeRule of(String typeName) {
    return rules.get(typeName);
  }

  private void builtins() {
    boolean two = offsets.two();
    rules.put("object", this::plain);
    rules.put(
        "list", (at, type) -> types.basicSize(type) + WORD * u64(at, "PyListObject", "allocated"));
    rules.put("dict", two ? this::openDict : this::dict);
    rules.put("set", this::set);
    rules.put("frozenset", this::set);
    rules.put(
        "bytearray",
        (at, type) ->
            types.basicSize(type)
                + (two ? byteArrayOfTwo(at) : u64(at, "PyByteArrayObject", "ob_alloc")));
    rules.put("code", two ? this::plain : this::code);
    rules.put("frame", offsets.version().before(3, 11) ? this::oldFrame : this::frame);
    if (two) {
      rules.put("str", this::textOfTwo);
      rules.put("unicode", (at, type) -> SizeRule.UNTOLD); // no layout knows it
      rules.put("long", this::plain);
      return;
    }
    rules.put("str", (at, type) -> text(at));
    rules.put("int", this::integer);
    rules.put("type", (at, type) -> type(at));
    if (!offsets.version().before(3, 11)) {
      rules.put("generator", this::generator);
      rules.put("coroutine", this::generator);
      rules.put("async_generator", this::generator);
    }
  }

  private void modules() {
    rules.put("collections.deque", this::deque);
    rules.put("_io.BufferedReader", this::buffered);
    rules.put("_io.BufferedWriter", this::buffered);
    rules.put("_io.BufferedRandom", this::buffered);
    rules.put("_io.BytesIO", offsets.two() ? this::untold : this::bytesIo);
    rules.put("Struct", this::struct);
    rules.put("_struct.Struct", this::struct);
    if (offsets.two()) {
      return;
    }
    rules.put("collections.OrderedDict", this::orderedDict);
    rules.put("array.array", this::array);
    rules.put("decimal.Decimal", this::decimal);
    rules.put(
        "itertools.product",
        (at, type) -> plain(at, type) + WORD * count(u64(at, "productobject", "pools")));
    rules.put(
        "itertools.combinations",
        (at, type) -> plain(at, type) + WORD * u64(at, "combinationsobject", "r"));
    rules.put(
        "itertools.combinations_with_replacement",
        (at, type) -> plain(at, type) + WORD * u64(at, "cwrobject", "r"));
    rules.put(
        "itertools.permutations",
        (at, type) ->
            plain(at, type)
                + WORD * count(u64(at, "permutationsobject", "pool"))
                + WORD * u64(at, "permutationsobject", "r"));
    rules.put("xml.etree.ElementTree.Element", this::element);
    if (!offsets.version().before(3, 7)) {
      rules.put("StgDict", this::typeInfo);
    }
    rules.put("_pickle.Pickler", this::untold);
    rules.put("_pickle.Unpickler", this::untold);
    rules.put("parser.st", this::untold);
    rules.put("_ctypes.CType_Type", offsets.version().before(3, 14) ? this::typeOfC : this::untold);
  }

  private long untold(long address, int type) {
    return SizeRule.UNTOLD;
  }

  /// `object.__sizeof__` (`Objects/typeobject.c`).
  private long plain(long address, int type) {
    long items = types.itemSize(type) == 0 ? 0 : Math.abs(count(address));
    return types.basicSize(type) + Math.min(items, MOST_ITEMS) * types.itemSize(type);
  }

  /// `_PyDict_SizeOf`.
  private long dict(long address, int type) {
    KeyTables tables = keys;
    long table = words.u64(address + offsets.dictKeys());
    if (tables == null || table == 0) {
      return SizeRule.UNTOLD;
    }
    long bytes = types.basicSize(type);
    if (u64(address, "PyDictObject", "ma_values") != 0) {
      bytes += WORD * tables.sharedValues(table);
    }
    return tables.hasOneOwner(table) ? bytes + tables.bytes(table) : bytes;
  }

  /// `dict_sizeof` of 2.7: a table of eight is in the dict.
  private long openDict(long address, int type) {
    StructLayout dict = layout.struct("PyDictObject");
    long table = words.u64(address + dict.offset("ma_table"));
    return types.basicSize(type)
        + (table == address + dict.offset("ma_smalltable")
            ? 0
            : 3 * WORD * (words.u64(address + dict.offset("ma_mask")) + 1));
  }

  /// `odict_sizeof`.
  private long orderedDict(long address, int type) {
    long bytes = dict(address, type);
    if (bytes < 0) {
      return bytes;
    }
    bytes += WORD * u64(address, "PyODictObject", "od_fast_nodes_size");
    long used = u64(address, "PyDictObject", "ma_used");
    return u64(address, "PyODictObject", "od_first") == 0
        ? bytes
        : bytes + layout.struct("_ODictNode").size() * used;
  }

  private long set(long address, int type) {
    StructLayout set = layout.struct("PySetObject");
    long table = words.u64(address + set.offset("table"));
    return types.basicSize(type)
        + (table == address + set.offset("smalltable")
            ? 0
            : layout.struct("setentry").size() * (words.u64(address + set.offset("mask")) + 1));
  }

  private long byteArrayOfTwo(long address) {
    return u64(address, "PyByteArrayObject", "ob_alloc");
  }

  /// `PyStringObject_SIZE` has the NUL in it.
  private long textOfTwo(long address, int type) {
    return offsets.strAsciiHeadBytes() + 1 + count(address);
  }

  /// `unicode_sizeof` (`Objects/unicodeobject.c`): by its own structure, whatever its class adds.
  private long text(long address) {
    StructLayout ascii = layout.struct("PyASCIIObject");
    StructLayout compact = layout.struct("PyCompactUnicodeObject");
    StructLayout whole = layout.struct("PyUnicodeObject");
    int state = words.u32(address + ascii.offset("state"));
    boolean isCompact = ascii.field("state.compact").extract(state) != 0;
    boolean isAscii = isCompact && ascii.field("state.ascii").extract(state) != 0;
    long kind = ascii.field("state.kind").extract(state);
    long length = words.u64(address + ascii.offset("length"));
    long data = address + (isAscii ? ascii.size() : compact.size());
    long bytes;
    if (isAscii) {
      bytes = ascii.size() + length + 1;
    } else if (isCompact) {
      bytes = compact.size() + (length + 1) * kind;
    } else {
      data = words.u64(address + whole.offset("data"));
      bytes = whole.size() + (data == 0 ? 0 : (length + 1) * kind);
    }
    if (ascii.has("wstr")) { // up to 3.11
      long wide = words.u64(address + ascii.offset("wstr"));
      boolean ready = ascii.field("state.ready").extract(state) != 0;
      if (wide != 0 && (!ready || wide != data)) {
        bytes += WIDE * (1 + (isAscii ? length : u64(address, compact, "wstr_length")));
      }
    }
    long coded = isAscii ? 0 : u64(address, compact, "utf8");
    return coded == 0 || coded == data ? bytes : bytes + u64(address, compact, "utf8_length") + 1;
  }

  /// `int___sizeof___impl` (`Objects/longobject.c`).
  private long integer(long address, int type) {
    long field = words.u64(address + offsets.varSize());
    long digits =
        offsets.version().before(3, 12) ? Math.abs(field) : field >>> ShallowSize.DIGITS_SHIFT;
    if (!offsets.version().before(3, 11)) {
      digits = Math.max(1, digits); // 0 has room for one
    }
    return offsets.intDigits() + Math.min(digits, MOST_ITEMS) * types.itemSize(type);
  }

  /// `type___sizeof___impl`: without the members of its slots.
  private long type(long address) {
    if ((words.u64(address + offsets.typeFlags()) & TypeFlags.HEAPTYPE) == 0) {
      return offsets.typeBytes();
    }
    long table = words.u64(address + offsets.heapTypeCachedKeys());
    KeyTables tables = keys;
    return layout.struct("PyHeapTypeObject").size()
        + (table == 0 || tables == null ? 0 : tables.bytes(table));
  }

  /// `code_sizeof` (`Objects/codeobject.c`).
  private long code(long address, int type) {
    StructLayout code = layout.struct("PyCodeObject");
    long bytes = types.basicSize(type);
    if (types.itemSize(type) > 0) {
      bytes = bytes + count(address) * types.itemSize(type) + WORD - 1 & -WORD;
    }
    if (code.has("co_cell2arg") && words.u64(address + code.offset("co_cell2arg")) != 0) {
      bytes += WORD * count(words.u64(address + code.offset("co_cellvars")));
    }
    if (code.has("co_opcache") && words.u64(address + code.offset("co_opcache")) != 0) {
      bytes += count(words.u64(address + code.offset("co_code"))) / 2; // co_opcache_map
      bytes += OPCODE_CACHE_BYTES * words.u8(address + code.offset("co_opcache_size"));
    }
    long extra = words.u64(address + code.offset("co_extra"));
    return extra == 0 ? bytes : bytes + CODE_EXTRA_HEAD + WORD * words.u64(extra);
  }

  /// `frame_sizeof` up to 3.10: by its code, not by the room that its block had.
  private long oldFrame(long address, int type) {
    StructLayout code = layout.struct("PyCodeObject");
    long of = u64(address, "PyFrameObject", "f_code");
    long slots =
        words.u32(of + code.offset("co_stacksize"))
            + words.u32(of + code.offset("co_nlocals"))
            + count(words.u64(of + code.offset("co_cellvars")))
            + count(words.u64(of + code.offset("co_freevars")));
    return layout.struct("PyFrameObject").size() + (slots - 1) * WORD;
  }

  /// `frame_sizeof` from 3.11 on.
  private long frame(long address, int type) {
    long frame = u64(address, "PyFrameObject", "f_frame");
    return layout.struct("PyFrameObject").offset("_f_frame_data") + frameBytes(codeOf(frame));
  }

  /// `gen_sizeof` (`Objects/genobject.c`).
  private long generator(long address, int type) {
    StructLayout generator = layout.struct("PyGenObject");
    long frame = generator.offset("gi_iframe");
    return frame
        + frameBytes(
            generator.has("gi_code")
                ? words.u64(address + generator.offset("gi_code"))
                : codeOf(address + frame));
  }

  private long codeOf(long frame) {
    StructLayout frames = layout.struct("_PyInterpreterFrame");
    String field = frames.has("f_executable") ? "f_executable" : "f_code";
    return words.u64(frame + frames.offset(field)) & -4L; // tagged from 3.14 on
  }

  private long frameBytes(long code) {
    StructLayout codes = layout.struct("PyCodeObject");
    long head = layout.struct("_PyInterpreterFrame").offset("localsplus");
    return codes.has("co_framesize")
        // _PyFrame_NumSlotsForCodeObject
        ? WORD * words.u32(code + codes.offset("co_framesize"))
        : head
            + WORD
                * ((long) words.u32(code + codes.offset("co_nlocalsplus"))
                    + words.u32(code + codes.offset("co_stacksize")));
  }

  /// `deque_sizeof` (`Modules/_collectionsmodule.c`): without spare blocks.
  private long deque(long address, int type) {
    StructLayout block = layout.struct("BLOCK");
    StructLayout deque = layout.struct("dequeobject");
    long room = block.field("data").count();
    boolean counts = deque.has("len"); // 2.7
    long items = counts ? words.u32(address + deque.offset("len")) : count(address);
    long first = words.u64(address + deque.offset("leftindex"));
    long blocks = ((counts ? (int) first : first) + items + room - 1) / room;
    return types.basicSize(type) + blocks * block.size();
  }

  private long buffered(long address, int type) {
    return plain(address, type)
        + (u64(address, "buffered", "buffer") == 0 ? 0 : u64(address, "buffered", "buffer_size"));
  }

  /// `_io_BytesIO___sizeof__`: with its bytes, if nobody else has them.
  private long bytesIo(long address, int type) {
    long bytes = u64(address, "bytesio", "buf");
    // The empty bytes are immortal from 3.12 on: all 32 bits of their count are set.
    boolean shared = Integer.toUnsignedLong(words.u32(bytes + offsets.objectRefcount())) > 1;
    return plain(address, type) + (bytes == 0 || shared ? 0 : sizeOf.applyAsLong(bytes));
  }

  private long struct(long address, int type) {
    long each = offsets.two() ? FORMAT_CODE_BYTES - WORD : FORMAT_CODE_BYTES;
    long bytes = types.basicSize(type) + each;
    long code = words.u64(address + STRUCT_CODES);
    for (int codes = 0; codes < MOST_FORMAT_CODES && words.u64(code) != 0; codes++) {
      bytes += each;
      code += each;
    }
    return bytes;
  }

  private long array(long address, int type) {
    long item = words.u32(u64(address, "arrayobject", "ob_descr") + ARRAY_ITEM_SIZE);
    return types.basicSize(type) + u64(address, "arrayobject", "allocated") * item;
  }

  private long decimal(long address, int type) {
    StructLayout number = layout.struct("PyDecObject");
    boolean own = (words.u8(address + number.offset("dec.flags")) & DECIMAL_NOT_OWN) == 0;
    return plain(address, type)
        + (own ? WORD * words.u64(address + number.offset("dec.alloc")) : 0);
  }

  private long element(long address, int type) {
    StructLayout extras = layout.struct("ElementObjectExtra");
    long extra = u64(address, "ElementObject", "extra");
    if (extra == 0) {
      return plain(address, type);
    }
    boolean apart =
        words.u64(extra + extras.offset("children")) != extra + extras.offset("_children");
    return plain(address, type)
        + extras.size()
        + (apart ? WORD * words.u64(extra + extras.offset("allocated")) : 0);
  }

  /// `PyCStgDict_sizeof` (`Modules/_ctypes/stgdict.c`, 3.7 to 3.12).
  private long typeInfo(long address, int type) {
    long own = address + layout.struct("PyDictObject").size();
    return dict(address, type)
        + STG_DICT_BYTES
        + description(own + STG_FORMAT, own + STG_DIMENSIONS, own + STG_ELEMENTS, own + STG_LENGTH);
  }

  /// `CType_Type_sizeof` (`Modules/_ctypes/_ctypes.c`, 3.13).
  private long typeOfC(long address, int type) {
    long own = address + layout.struct("PyHeapTypeObject").size();
    return plain(address, type)
        + ((int) words.u64(own) == 0 // not initialized
            ? 0
            : description(
                own + STG_INFO_FORMAT,
                own + STG_INFO_DIMENSIONS,
                own + STG_INFO_ELEMENTS,
                own + STG_INFO_LENGTH));
  }

  /// {@return the bytes of what describes a type of C: its format, its shape, its elements}
  private long description(long format, long dimensions, long elements, long length) {
    long spelled = words.u64(format);
    String text = spelled == 0 ? null : words.string(spelled, LONGEST_FORMAT);
    return (text == null ? 0 : text.length() + 1)
        + WORD * words.u32(dimensions)
        + (words.u64(elements) == 0 ? 0 : WORD * (words.u64(length) + 1));
  }

  /// `Py_SIZE`.
  private long count(long object) {
    return words.u64(object + offsets.varSize());
  }

  private long u64(long object, String struct, String field) {
    return u64(object, layout.struct(struct), field);
  }

  private long u64(long object, StructLayout struct, String field) {
    return words.u64(object + struct.offset(field));
  }
}
