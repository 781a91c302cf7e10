package dev.fathom.runtime.cpython.stack;

import dev.fathom.model.watch.CallStack;
import dev.fathom.runtime.cpython.kept.StrReader;
import dev.fathom.runtime.cpython.layout.Layout;
import dev.fathom.runtime.cpython.layout.StructLayout;
import dev.fathom.runtime.cpython.struct.Offsets;
import dev.fathom.target.Words;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads code objects: what a function is called, and the line of an instruction. What was read is
/// kept as long as the code object has the same parts.
final class CodeReader {
  private static final int LONGEST_NAME = 400;
  private static final int LONGEST_PATH = 4096;
  private static final long LONGEST_TABLE = 1 << 20;
  private static final int MOST_KEPT = 1 << 13;

  private final Offsets offsets;
  private final long codeType;
  private final LineTable form;
  private final long name;
  private final long file;
  private final long firstLine;
  private final long table;
  private final long instructions;
  private final long bytesLength;
  private final long bytesText;
  private final Map<Long, Code> kept = new HashMap<>();

  /// A code object that was read.
  private static final class Code {
    private final Parts parts;
    private final String function;
    private final String file;
    private final byte[] table;

    Code(Parts parts, String function, String file, byte[] table) {
      this.parts = parts;
      this.function = function;
      this.file = file;
      this.table = table;
    }
  }

  /// What tells a code object from another one at its address: where its name, file and table are.
  private record Parts(long name, long file, long table, int firstLine) {}

  CodeReader(Layout layout, Offsets offsets, long codeType) {
    this.offsets = offsets;
    this.codeType = codeType;
    StructLayout code = layout.struct("PyCodeObject");
    boolean tables = code.has("co_linetable");
    form =
        offsets.version().before(3, 0)
            ? LineTable.UNSIGNED
            : !tables
                ? LineTable.SIGNED
                : offsets.version().before(3, 11) ? LineTable.RANGES : LineTable.LOCATIONS;
    name = code.offset(code.has("co_qualname") ? "co_qualname" : "co_name");
    file = code.offset("co_filename");
    firstLine = code.offset("co_firstlineno");
    table = code.offset(tables ? "co_linetable" : "co_lnotab");
    instructions = code.has("co_code_adaptive") ? code.offset("co_code_adaptive") : -1;
    StructLayout bytes = layout.struct(offsets.two() ? "PyStringObject" : "PyBytesObject");
    bytesLength = layout.struct("PyVarObject").offset("ob_size");
    bytesText = bytes.offset("ob_sval");
  }

  /// {@return whether a code object stands at an address}
  boolean isCode(long address, Words words) {
    return address != 0 && words.u64(address + offsets.objectType()) == codeType && words.met();
  }

  /// {@return where in the instructions of a code object an address is, in bytes}
  long instruction(long code, long address) {
    return address - code - instructions;
  }

  /// {@return what runs there; empty where it cannot be read}
  ///
  /// @param at the instruction, in bytes from the first
  Optional<CallStack.Frame> frame(long code, long at, Words words) {
    Parts parts =
        new Parts(
            words.u64(code + name),
            words.u64(code + file),
            words.u64(code + table),
            words.u32(code + firstLine));
    Code known = kept.get(code);
    if (known == null || !known.parts.equals(parts)) {
      known = read(parts, words);
      if (known == null) {
        return Optional.empty();
      }
      if (kept.size() >= MOST_KEPT) {
        kept.clear();
      }
      kept.put(code, known);
    }
    int line = form.line(known.table, parts.firstLine(), Math.clamp(at, -1, Integer.MAX_VALUE));
    return Optional.of(new CallStack.Frame(known.function, known.file, line));
  }

  private @Nullable Code read(Parts parts, Words words) {
    StrReader strings = new StrReader(offsets, words);
    String function = strings.read(parts.name(), LONGEST_NAME);
    String path = strings.read(parts.file(), LONGEST_PATH);
    long length = words.u64(parts.table() + bytesLength);
    if (function == null || path == null || length < 0 || length > LONGEST_TABLE) {
      return null;
    }
    byte[] lines = words.bytes(parts.table() + bytesText, (int) length);
    return lines == null ? null : new Code(parts, function, path, lines);
  }
}
