package dev.fathom.runtime.cpython.struct;

import dev.fathom.elf.ElfFormatException;
import dev.fathom.model.memory.Area;
import dev.fathom.target.AddressSpace;
import dev.fathom.target.LoadedModule;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which CPython it is.
///
/// @param major 0 where it could not be told
/// @param minor the second number
/// @param text all of it as CPython writes it: `3.11.2`, `3.14.0rc1`; may be empty
public record PythonVersion(int major, int minor, String text) {
  private static final Pattern IN_NAME = Pattern.compile("python(\\d)\\.?(\\d{1,2})");

  /// The buffer of `Py_GetVersion` (`Python/getversion.c`), which is filled at start.
  private static final Pattern IN_MEMORY =
      Pattern.compile("((\\d)\\.(\\d{1,2})\\.\\d+\\S*) \\(.*", Pattern.DOTALL);

  /// The same with the compiler, as nobody else writes it.
  private static final Pattern COMPLETE =
      Pattern.compile("(([23])\\.(\\d{1,2})\\.\\d+\\S*) \\(.+\\)\\s*\\[.+\\]", Pattern.DOTALL);

  private static final int LATEST_MINOR = 99;
  private static final int LONGEST = 250;
  private static final long ALIGNMENT = 16;
  private static final int FINAL = 0xf;

  public static PythonVersion of(Target target, LoadedModule module, Words words) {
    // 3.11 and later export PY_VERSION_HEX as a variable.
    OptionalLong number = module.address("Py_Version");
    if (number.isPresent()) {
      int hex = words.u32(number.getAsLong());
      if (words.met() && isPlausible(hex)) {
        return ofHex(hex);
      }
    }
    PythonVersion named = ofName(module);
    for (Area area : AddressSpace.areas(target)) {
      if (module.holds(area) && area.kind().staticData()) {
        PythonVersion found = inMemory(area, named, words);
        if (found != null) {
          return found;
        }
      }
    }
    return named;
  }

  /// {@return whether it is the number of a version that there is or may be}
  public static boolean isPlausible(int hex) {
    int major = hex >>> 24;
    return (major == 2 || major == 3) && (hex >>> 16 & 0xff) <= LATEST_MINOR;
  }

  /// {@return what a text says that is that of `Py_GetVersion`, as in `sys.version`; null for any
  /// other}
  public static @Nullable PythonVersion ofText(long address, Words words) {
    String text = words.string(address, LONGEST);
    Matcher matcher = COMPLETE.matcher(text == null ? "" : text);
    return matcher.matches()
        ? new PythonVersion(
            Integer.parseInt(matcher.group(2)),
            Integer.parseInt(matcher.group(3)),
            matcher.group(1))
        : null;
  }

  public static PythonVersion ofHex(int hex) {
    int major = hex >>> 24;
    int minor = hex >>> 16 & 0xff;
    String text = major + "." + minor + "." + (hex >>> 8 & 0xff);
    int level = hex >>> 4 & 0xf;
    if (level != FINAL) {
      text += (level == 0xa ? "a" : level == 0xb ? "b" : "rc") + (hex & 0xf);
    }
    return new PythonVersion(major, minor, text);
  }

  private static PythonVersion ofName(LoadedModule module) {
    String soname = "";
    try {
      soname = module.image().soname().orElse("");
    } catch (ElfFormatException malformed) {
      // Then the path has to tell it.
    }
    Matcher matcher = IN_NAME.matcher(soname.isEmpty() ? module.path() : soname);
    return matcher.find()
        ? new PythonVersion(
            Integer.parseInt(matcher.group(1)),
            Integer.parseInt(matcher.group(2)),
            matcher.group(1) + "." + matcher.group(2))
        : new PythonVersion(0, 0, "");
  }

  private static @Nullable PythonVersion inMemory(Area area, PythonVersion named, Words words) {
    for (long at = area.start(); at < area.end(); at += ALIGNMENT) {
      int first = words.u32(at);
      // Two bytes of the text ("3.") make nearly every other word fall out at once.
      if ((first & 0xff00) == '.' << 8 && Character.isDigit(first & 0xff)) {
        String text = words.string(at, LONGEST);
        Matcher matcher = IN_MEMORY.matcher(text == null ? "" : text);
        if (matcher.matches()) {
          int major = Integer.parseInt(matcher.group(2));
          int minor = Integer.parseInt(matcher.group(3));
          if (named.major() == 0 || (named.major() == major && named.minor() == minor)) {
            return new PythonVersion(major, minor, matcher.group(1));
          }
        }
      }
    }
    return null;
  }

  public boolean before(int otherMajor, int otherMinor) {
    return major < otherMajor || (major == otherMajor && minor < otherMinor);
  }
}
