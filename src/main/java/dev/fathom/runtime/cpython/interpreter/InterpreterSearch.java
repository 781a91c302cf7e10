package dev.fathom.runtime.cpython.interpreter;

import dev.fathom.runtime.cpython.layout.Layouts;
import dev.fathom.runtime.cpython.struct.Offsets;
import dev.fathom.runtime.cpython.struct.PythonVersion;
import dev.fathom.runtime.cpython.struct.TypeFlags;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import dev.fathom.target.WritableWords;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Finds an interpreter in a core by its memory alone: without the symbols, constants and code that
/// only its binary has.
///
/// The version stands where the interpreter wrote it for itself: at the beginning of `_PyRuntime`
/// from 3.13 on, in the text of `sys.version` and in the buffer that it was made of. `PyType_Type`
/// is the only type whose type it is itself.
final class InterpreterSearch {
  // Include/internal/pycore_debug_offsets.h
  private static final long DEBUG_COOKIE = 0x79706775_62656478L; // "xdebugpy"

  private static final long BUILTIN_TYPE_LEAST_BYTES = 200;
  private static final long BUILTIN_TYPE_MOST_BYTES = 2000;
  private static final int MOST_CANDIDATES = 1 << 12;

  private final Words words;
  private final Map<PythonVersion, Integer> versions = new LinkedHashMap<>();
  private final List<Long> ownTypes = new ArrayList<>();

  private InterpreterSearch(Words words) {
    this.words = words;
  }

  /// What was found.
  ///
  /// @param typeType address of `PyType_Type`; 0 where there is none
  record Found(long typeType, PythonVersion version) {}

  /// Looks through all private memory. **Cost**: that of [WritableWords].
  static Found of(Target target, Words words) {
    InterpreterSearch search = new InterpreterSearch(words);
    WritableWords.visit(target, search::word);
    return search.found();
  }

  private void word(long address, long word) {
    if ((word & 0xff00) == '.' << 8 && Character.isDigit((int) word & 0xff)) {
      count(PythonVersion.ofText(address, words));
    } else if (word == DEBUG_COOKIE) {
      int hex = words.u32(address + Long.BYTES);
      if (PythonVersion.isPlausible(hex)) {
        versions.merge(PythonVersion.ofHex(hex), MOST_CANDIDATES, Integer::sum);
      }
    } else if (word == address - Long.BYTES && ownTypes.size() < MOST_CANDIDATES) {
      ownTypes.add(word); // `ob_type` follows the count of references
    }
  }

  private void count(@Nullable PythonVersion version) {
    if (version != null && (versions.size() < MOST_CANDIDATES || versions.containsKey(version))) {
      versions.merge(version, 1, Integer::sum);
    }
  }

  /// The version that most says so, and under whose layout there is a type that is its own.
  private Found found() {
    Map<PythonVersion, Integer> ranked = new HashMap<>(versions);
    while (!ranked.isEmpty()) {
      PythonVersion best = new PythonVersion(0, 0, "");
      int most = 0;
      for (Map.Entry<PythonVersion, Integer> each : ranked.entrySet()) {
        if (each.getValue() > most) {
          most = each.getValue();
          best = each.getKey();
        }
      }
      ranked.remove(best);
      OptionalLong type = typeType(best);
      if (type.isPresent()) {
        return new Found(type.getAsLong(), best);
      }
    }
    return new Found(0, new PythonVersion(0, 0, ""));
  }

  private OptionalLong typeType(PythonVersion version) {
    PythonVersion known = version;
    return Layouts.forVersion(known.major(), known.minor())
        .map(layout -> Offsets.of(layout, known))
        .map(offsets ->
            ownTypes.stream()
                .mapToLong(Long::longValue)
                .filter(type -> isTypeType(type, offsets))
                .findFirst())
        .orElse(OptionalLong.empty());
  }

  private boolean isTypeType(long type, Offsets offsets) {
    long flags = words.u64(type + offsets.typeFlags());
    long size = words.u64(type + offsets.typeBasicSize());
    long base = words.u64(type + offsets.typeBase());
    return (flags & TypeFlags.READY) != 0
        && (flags & TypeFlags.TYPE_SUBCLASS) != 0
        && (flags & TypeFlags.HEAPTYPE) == 0
        && size >= BUILTIN_TYPE_LEAST_BYTES
        && size <= BUILTIN_TYPE_MOST_BYTES
        && words.u64(base + offsets.objectType()) == type // `object`, which has no base
        && words.u64(base + offsets.typeBase()) == 0
        && words.u64(base + offsets.typeBasicSize()) == offsets.varSize();
  }
}
