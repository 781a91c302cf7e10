package dev.fathom.runtime.cpython.object;

import dev.fathom.model.object.Head;
import dev.fathom.runtime.TypeSink;
import dev.fathom.runtime.cpython.kept.DictLookup;
import dev.fathom.runtime.cpython.kept.StrReader;
import dev.fathom.runtime.cpython.struct.Offsets;
import dev.fathom.runtime.cpython.struct.TypeFlags;
import dev.fathom.target.Words;
import org.jspecify.annotations.Nullable;

/// Module and qualified name of each type.
///
/// A type made in C carries both in `tp_name`, with a dot between; one made by a class statement
/// has its qualified name in a field and its module in its dictionary.
public final class TypeNames {
  private static final int LONGEST = 512;

  // PyClassObject of 2.7 (Include/classobject.h)
  private static final long CLASS_DICT = 24;
  private static final long CLASS_NAME = 32;

  private final Offsets offsets;
  private final PythonTypes types;

  // ob_refcnt and ob_type (Include/object.h). No count reaches bits 32 to 47, where a pointer has
  // some: what is freed begins with a link to the next free block. From 3.14 on the count has 32
  // bits, and flags stand above it.
  private static final long LINK_MASK = 0xffff_0000_0000L;

  private static final Head HEAD = head(Long.BYTES);
  private static final Head HEAD_WITH_FLAGS = head(Integer.BYTES);

  private static Head head(int countBytes) {
    Head.Part count = new Head.Part(0, countBytes);
    return Head.counted(count, new Head.Part(Long.BYTES, Long.BYTES)).withLinks(LINK_MASK);
  }

  private final Words words;
  private final StrReader strings;
  private final DictLookup dicts;

  public TypeNames(Offsets offsets, PythonTypes types, Words words) {
    this.offsets = offsets;
    this.types = types;
    this.words = words;
    this.strings = new StrReader(offsets, words);
    this.dicts = new DictLookup(offsets, words, strings);
  }

  public void tell(TypeSink sink) {
    Head head = offsets.version().before(3, 14) ? HEAD : HEAD_WITH_FLAGS;
    for (int type = 0; type < types.count(); type++) {
      sink.head(type, head);
      if (types.structure(type) != type) {
        tellOldClass(type, sink);
        continue;
      }
      String raw = types.rawName(type);
      int dot = raw.lastIndexOf('.');
      String module = dot < 0 ? "builtins" : raw.substring(0, dot);
      String name = raw.substring(dot + 1);
      if (types.has(type, TypeFlags.HEAPTYPE)) {
        long address = types.address(type);
        String qualified =
            strings.read(words.u64(address + offsets.heapTypeQualifiedName()), LONGEST);
        String defined = moduleOf(address);
        name = qualified == null ? name : qualified;
        module = defined != null ? defined : dot < 0 ? "" : module;
      }
      sink.type(type, types.address(type), module, name);
    }
  }

  /// A class of the old style is no type, but an object that its instances refer to.
  private void tellOldClass(int type, TypeSink sink) {
    long address = types.address(type);
    String name = strings.read(words.u64(address + CLASS_NAME), LONGEST);
    long module = dicts.get(words.u64(address + CLASS_DICT), "__module__");
    String defined = module == 0 ? null : strings.read(module, LONGEST);
    sink.type(type, address, defined == null ? "" : defined, name == null ? "?" : name);
  }

  private @Nullable String moduleOf(long type) {
    long value = dicts.get(words.u64(type + offsets.typeDict()), "__module__");
    return value == 0 ? null : strings.read(value, LONGEST);
  }
}
