package dev.fathom.runtime.perl;

import dev.fathom.model.dialect.ObjectPart;
import dev.fathom.model.object.Detail;
import dev.fathom.runtime.perl.arena.PerlBinary;
import dev.fathom.runtime.perl.layout.PerlLayout;
import dev.fathom.runtime.perl.value.Bodies;
import dev.fathom.runtime.perl.value.Code;
import dev.fathom.runtime.perl.value.FlagNames;
import dev.fathom.runtime.perl.value.Hashes;
import dev.fathom.runtime.perl.value.Keys;
import dev.fathom.runtime.perl.value.PerlOffsets;
import dev.fathom.runtime.perl.value.Sv;
import dev.fathom.target.Words;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What Devel::Peek prints of one value, read from outside.
final class Peek {
  private static final String[] TYPES = {
    "NULL", "IV", "NV", "PV", "INVLIST", "PVIV", "PVNV", "PVMG", "REGEXP", "PVGV", "PVLV", "PVAV",
    "PVHV", "PVCV", "PVFM", "PVIO", "PVOBJ"
  };

  private static final long MOST_BUCKETS = 1 << 20;
  private static final int MOST_DETAILS = 2000;
  private static final int MOST_MAGIC = 16;
  private static final int LONGEST_TEXT = 256;
  private static final int LONGEST_NAME = 1024;

  private final PerlBinary binary;
  private final Words words;
  private final boolean contents;
  private final int levels;
  private final PerlLayout layout;
  private final PerlOffsets offsets;
  private final Keys keys;
  private final List<Detail> all = new ArrayList<>();

  /// Of the value at hand.
  private List<Detail> details = new ArrayList<>();

  /// @param levels as many as `Dump(\\value, levels)` tells; 1 for the value alone
  Peek(PerlBinary binary, Words words, boolean contents, int levels) {
    this.levels = levels;
    this.binary = binary;
    this.words = words;
    this.contents = contents;
    layout = binary.layout();
    offsets = new PerlOffsets(layout);
    keys = new Keys(offsets);
  }

  /// {@return what there is to say of the value at `address`; nothing where none is}
  List<Detail> of(long address) {
    value(address, 0, 1);
    return List.copyOf(all);
  }

  /// Tells a value, and what it leads to.
  ///
  /// @param level by how much it stands to the right of the first
  /// @param nest how many values lead to it, the reference by which Devel::Peek would be asked one
  private void value(long address, int level, int nest) {
    if (all.size() > MOST_DETAILS) {
      return;
    }
    int flags = words.u32(address + Sv.FLAGS);
    int type = Sv.type(flags);
    if (!words.met() || type >= TYPES.length) {
      return;
    }
    long any = words.u64(address);
    long own = words.u64(address + Sv.PAYLOAD);
    details = new ArrayList<>();
    single(address, flags, type, level);
    details.forEach(detail -> all.add(detail.at(level)));
    if (nest < levels) {
      if (Sv.isReference(flags)) {
        value(own, level + 1, nest + 1);
      } else if (type == Sv.PVAV) {
        elements(own, words.u64(any + offsets.arrayFill), level + 1, nest);
      } else if (type == Sv.PVHV) {
        entries(own, words.u64(any + offsets.hashMax), level + 1, nest);
      }
    }
  }

  private void elements(long array, long fill, int level, int nest) {
    for (long at = 0; at <= fill && at < levels; at++) {
      all.add(Detail.of("Elt No.", Long.toString(at)).at(level));
      long element = words.u64(array + at * Long.BYTES);
      if (element != 0) {
        value(element, level, nest + 1);
      }
    }
  }

  private void entries(long table, long max, int level, int nest) {
    int left = levels - nest;
    for (long bucket = 0; table != 0 && bucket <= max && bucket < MOST_BUCKETS; bucket++) {
      long entry = words.u64(table + bucket * Long.BYTES);
      while (entry != 0 && words.met() && left-- > 0) {
        long key = words.u64(entry + offsets.entryKey);
        // What a program has for keys is data.
        String spelled = contents ? quoted(keys.text(key, words::u64)) : "{string key}";
        String hash = contents ? " HASH = " + hex(words.u32(key) & 0xffff_ffffL) : "";
        all.add(Detail.of("Elt", spelled + hash).at(level));
        value(words.u64(entry + offsets.entryValue), level, nest + 1);
        entry = words.u64(entry + offsets.entryNext);
      }
    }
  }

  private void single(long address, int flags, int type, int level) {
    long any = words.u64(address);
    long own = words.u64(address + Sv.PAYLOAD);
    // Values without a body point into their own head, or nowhere.
    long body = type > Sv.NV ? new Bodies(layout).start(flags, any) : 0;
    String at = level == 0 ? "" : " at " + hex(address);
    details.add(new Detail("SV", TYPES[type] + "(" + hex(any) + ")" + at, body, ObjectPart.HEAD));
    details.add(
        Detail.of("REFCNT", Long.toString(words.u32(address + Sv.REFERENCES))).in(ObjectPart.HEAD));
    details.add(Detail.of("FLAGS", FlagNames.of(flags)).in(ObjectPart.HEAD));
    if (type >= Sv.PVMG && (flags & Sv.BLESSED) != 0) {
      details.add(
          Detail.of("STASH", quoted(stash(words.u64(any + offsets.bodyStash))))
              .in(ObjectPart.BODY));
    }
    switch (type) {
      case Sv.PVAV -> array(flags, any, own);
      case Sv.PVHV -> hash(any, own);
      case Sv.PVCV, Sv.PVFM -> sub(any);
      case Sv.PVIO, Sv.PVOBJ -> {}
      default -> scalar(flags, any, own);
    }
    if (type >= Sv.PVMG) {
      magic(words.u64(any + offsets.bodyMagic));
    }
  }

  private void scalar(int flags, long any, long own) {
    if (Sv.isGlob(flags)) {
      details.add(
          Detail.of("NAME", quoted(keys.text(words.u64(any + offsets.globName), words::u64)))
              .in(ObjectPart.BODY));
      details.add(
          Detail.of("GvSTASH", quoted(stash(words.u64(any + offsets.globStash))))
              .in(ObjectPart.BODY));
      details.add(new Detail("GP", hex(own), own, ObjectPart.DATA));
      return;
    }
    if (Sv.isReference(flags)) {
      details.add(Detail.of("RV", hex(own)).in(ObjectPart.HEAD));
      return;
    }
    if (contents && (flags & Sv.IOK) != 0) {
      tell("IV", Sv.type(flags) == Sv.IV ? own : words.u64(any + layout.offset("xpvmg", "xiv_u")));
    }
    if (contents && (flags & Sv.NOK) != 0) {
      long bits = Sv.type(flags) == Sv.NV ? own : words.u64(any + layout.offset("xpvmg", "xnv_u"));
      details.add(
          Detail.of("NV", Double.toString(Double.longBitsToDouble(bits))).in(ObjectPart.BODY));
    }
    if (own != 0 && Sv.mayHaveBuffer(flags)) {
      buffer(flags, any, own);
    }
  }

  private void buffer(int flags, long any, long own) {
    long used = words.u64(any + layout.offset("xpv", "xpv_cur"));
    long room = words.u64(any + offsets.bufferBytes);
    long start = own;
    if ((flags & Sv.OOK) != 0) {
      int near = words.u8(own - 1);
      long cut = near != 0 ? near : words.u64(own - 1 - Long.BYTES);
      tell("OFFSET", cut);
      start = own - cut;
    }
    String text = "";
    if (contents) {
      byte[] bytes = words.bytes(own, Math.clamp(used, 0, LONGEST_TEXT));
      Charset charset =
          (flags & Sv.UTF8) != 0 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
      text = bytes == null ? "" : " " + quoted(new String(bytes, charset));
    }
    details.add(new Detail("PV", hex(own) + text, start, ObjectPart.DATA));
    tell("CUR", used);
    tell("LEN", room);
    if ((flags & Sv.IS_COW) != 0 && room > 0) {
      tell("COW_REFCNT", words.u8(own + room - 1)); // the last byte of the buffer (`CowREFCNT`)
    }
  }

  private void array(int flags, long any, long own) {
    long start = words.u64(any + offsets.arrayAlloc);
    details.add(new Detail("ARRAY", hex(own), start, ObjectPart.DATA));
    if (start != own) {
      details.add(new Detail("ALLOC", hex(start), start, ObjectPart.BODY));
    }
    tell("FILL", words.u64(any + offsets.arrayFill));
    tell("MAX", words.u64(any + offsets.arrayMax));
    details.add(Detail.of("AvFLAGS", FlagNames.ofArray(flags)).in(ObjectPart.HEAD));
  }

  private void hash(long any, long table) {
    long max = words.u64(any + offsets.hashMax);
    long used = words.u64(any + offsets.hashKeys);
    if (max < 0 || max >= MOST_BUCKETS) {
      details.add(new Detail("ARRAY", hex(table), table, ObjectPart.DATA));
      tell("KEYS", used);
    } else {
      BucketDepths depths = BucketDepths.of(words, offsets, table, max);
      boolean spread = table != 0 && used > 0;
      String told = hex(table) + (spread ? "  (" + depths + ")" : "");
      details.add(new Detail("ARRAY", told, table, ObjectPart.DATA));
      if (spread) {
        details.add(Detail.of("hash quality", depths.quality(used)).in(ObjectPart.DATA));
      }
      tell("KEYS", used);
      tell("FILL", depths.filled());
    }
    tell("MAX", max);
  }

  private void sub(long any) {
    String file = text(words.u64(any + offsets.codeFile));
    details.add(Detail.of("FILE", quoted(file)).in(ObjectPart.BODY));
    int flags = words.u32(any + offsets.codeFlags);
    if ((flags & Code.XSUB) == 0) {
      // Without a root, what the first operation was may be gone.
      boolean compiled = words.u64(any + offsets.codeRoot) != 0;
      int line = compiled ? line(words.u64(any + offsets.codeStart)) : 0;
      if (line > 0) {
        tell("LINE", line);
      }
      tell("DEPTH", words.u32(any + offsets.codeDepth));
      long padlist = words.u64(any + offsets.codePadlist);
      details.add(new Detail("PADLIST", hex(padlist), padlist, ObjectPart.BODY));
    }
    details.add(Detail.of("CvFLAGS", hex(flags & 0xffff_ffffL)).in(ObjectPart.BODY));
    details.add(
        Detail.of("OUTSIDE", hex(words.u64(any + offsets.codeOutside))).in(ObjectPart.BODY));
  }

  /// {@return the line of the statement that a sub begins with; 0 where it begins with none}
  private int line(long operation) {
    long names = binary.module().address("PL_op_name").orElse(0);
    if (operation == 0 || names == 0) {
      return 0;
    }
    int number = words.u32(operation + offsets.operationType) & Code.OPERATION_TYPE;
    String name = text(words.u64(names + (long) number * Long.BYTES));
    return name.equals("nextstate") || name.equals("dbstate")
        ? words.u32(operation + offsets.statementLine)
        : 0;
  }

  private void magic(long first) {
    long mg = first;
    for (int count = 0; mg != 0 && count < MOST_MAGIC && words.met(); count++) {
      int kind = words.u8(mg + layout.offset("magic", "mg_type"));
      String letter = kind > ' ' && kind < 0x7f ? String.valueOf((char) kind) : hex(kind);
      details.add(new Detail("MAGIC", hex(mg) + " " + letter, mg, ObjectPart.BODY));
      mg = words.u64(mg + layout.offset("magic", "mg_moremagic"));
    }
  }

  private String stash(long stash) {
    long any = words.u64(stash);
    long aux =
        new Hashes(offsets)
            .aux(
                words.u32(stash + Sv.FLAGS),
                any,
                words.u64(stash + Sv.PAYLOAD),
                words.u64(any + offsets.hashMax));
    if (aux == 0) {
      return "";
    }
    long name = words.u64(aux + offsets.auxName);
    boolean several = words.u32(aux + offsets.auxNameCount) != 0;
    return keys.text(several ? words.u64(name) : name, words::u64);
  }

  private String text(long address) {
    @Nullable String text = address == 0 ? null : words.string(address, LONGEST_NAME);
    return text == null ? "" : text;
  }

  private void tell(String name, long number) {
    details.add(Detail.of(name, Long.toString(number)).in(ObjectPart.BODY));
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }

  private static String hex(long word) {
    return "0x" + Long.toHexString(word);
  }
}
