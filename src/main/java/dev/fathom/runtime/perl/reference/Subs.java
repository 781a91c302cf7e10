package dev.fathom.runtime.perl.reference;

import dev.fathom.runtime.perl.arena.PerlNames;
import dev.fathom.runtime.perl.value.Code;
import dev.fathom.runtime.perl.value.PerlOffsets;
import dev.fathom.runtime.perl.value.Sv;
import java.util.HashMap;
import java.util.Map;

/// The names of globs and subs: `main::cache`, `Foo::Bar::new`.
final class Subs {
  private static final String ANONYMOUS = "__ANON__";
  private static final int LONGEST_FILE_NAME = 1024;

  private final PerlImage image;
  private final PerlOffsets offsets;
  private final PerlNames names;
  private final long mainSub;
  private final Map<Long, String> known = new HashMap<>();

  /// @param mainSub the sub that stands for the program outside all subs
  Subs(PerlImage image, PerlOffsets offsets, PerlNames names, long mainSub) {
    this.image = image;
    this.offsets = offsets;
    this.names = names;
    this.mainSub = mainSub;
  }

  /// {@return the full name of a sub; empty where it has none}
  String name(long sub) {
    String name = known.get(sub);
    if (name == null) {
      name = sub == mainSub ? "main program" : find(sub);
      known.put(sub, name);
    }
    return name;
  }

  /// {@return the same of what may be a sub; empty of anything else}
  String named(long value) {
    return Sv.type(image.arenas().flagsAt(value)) == Sv.PVCV ? name(value) : "";
  }

  private String find(long sub) {
    long any = image.u64(sub);
    long name = image.u64(any + offsets.codeName);
    int flags = image.u32(any + offsets.codeFlags);
    String found;
    if ((flags & Code.NAMED) != 0) {
      found = qualified(image.u64(any + offsets.codeStash), names.key(name, image::u64));
    } else {
      found = (flags & Code.ANONYMOUS) != 0 ? "" : glob(name);
    }
    return found.endsWith("::" + ANONYMOUS) ? "" : found;
  }

  /// {@return whether a sub without a root has operations where its first one should be}: the
  /// program, and a file or an evaluated text while it is compiled or runs. Afterwards the address
  /// is left over (`cv_forget_slab` in pad.c, `pp_leaveeval` in pp_ctl.c).
  ///
  /// @param any the sub's body
  boolean operationsAreOfStart(long sub, long any) {
    return sub == mainSub
        || (image.u32(any + offsets.codeFlags) & Code.COMPILED_NOW) != 0
        || image.u32(any + offsets.codeDepth) > 0;
  }

  /// {@return the file and line where a sub begins: `app.pl:12`, the file without its folders;
  /// empty where that is not known}
  ///
  /// @param any the sub's body
  String place(long any) {
    // Compiled from a file, a sub begins with a statement of it; that shows whether this is one.
    long statement = image.u64(any + offsets.codeStart);
    String file = text(image.u64(any + offsets.codeFile));
    int line = image.u32(statement + offsets.statementLine);
    if (file.isEmpty()
        || line <= 0
        || !file.equals(text(image.u64(statement + offsets.statementFile)))) {
      return "";
    }
    return file.substring(file.lastIndexOf('/') + 1) + ":" + line;
  }

  private String text(long address) {
    StringBuilder text = new StringBuilder();
    for (long at = address; text.length() < LONGEST_FILE_NAME && image.mayLook(at); at++) {
      int c = image.u8(at);
      if (c == 0) {
        return text.toString();
      }
      text.append((char) c);
    }
    return "";
  }

  /// {@return the full name of a glob; empty where there is none}
  String glob(long glob) {
    if (!Sv.isGlob(image.arenas().flagsAt(glob))) {
      return "";
    }
    return qualifiedGlob(image.u64(glob));
  }

  /// {@return the full name of a glob by its body}
  String qualifiedGlob(long any) {
    return qualified(
        image.u64(any + offsets.globStash),
        names.key(image.u64(any + offsets.globName), image::u64));
  }

  private String qualified(long stash, String name) {
    if (name.isEmpty()) {
      return "";
    }
    String stashName = names.stash(stash, image::u64);
    return (stashName.isEmpty() ? "main" : stashName) + "::" + name;
  }
}
