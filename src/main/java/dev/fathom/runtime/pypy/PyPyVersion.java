package dev.fathom.runtime.pypy;

import dev.fathom.model.memory.Area;
import dev.fathom.target.AddressSpace;
import dev.fathom.target.LoadedModule;
import dev.fathom.target.Target;
import dev.fathom.target.Window;
import java.nio.charset.StandardCharsets;

/// The version in what a program says of itself (`sys.version`): `[PyPy 7.3.11 with GCC 12.2.0]`.
final class PyPyVersion {
  private static final byte[] TEXT = "[PyPy ".getBytes(StandardCharsets.US_ASCII);
  private static final int LONGEST = 16;
  private static final int READ_BYTES = 1 << 20;
  private static final long MOST_BYTES = 64L << 20;

  private PyPyVersion() {}

  /// {@return the version of a program; empty where it does not tell} **Cost**: a pass over its
  /// variables, up to the text.
  static String in(Target target, LoadedModule module) {
    try (Window window = new Window(target.memory(), READ_BYTES)) {
      window.allow(target);
      for (Area area : AddressSpace.areas(target)) {
        if (module.holds(area) && area.kind() == Area.Kind.WRITABLE_DATA) {
          String found = in(area.start(), Math.min(area.end(), area.start() + MOST_BYTES), window);
          if (!found.isEmpty()) {
            return found;
          }
        }
      }
    }
    return "";
  }

  /// Strings of the interpreter begin with a word.
  private static String in(long start, long end, Window window) {
    window.range(end);
    for (long at = start; at + TEXT.length + LONGEST <= end; at++) {
      window.require(at, TEXT.length + LONGEST);
      if (window.u8(at) == TEXT[0] && begins(at, window)) {
        String version = version(at + TEXT.length, window);
        if (!version.isEmpty()) {
          return version;
        }
      }
    }
    return "";
  }

  private static boolean begins(long at, Window window) {
    for (int letter = 1; letter < TEXT.length; letter++) {
      if (window.u8(at + letter) != TEXT[letter]) {
        return false;
      }
    }
    return true;
  }

  /// {@return digits and dots}
  private static String version(long at, Window window) {
    StringBuilder version = new StringBuilder();
    for (int letter = 0; letter < LONGEST; letter++) {
      int next = window.u8(at + letter);
      if (next != '.' && (next < '0' || next > '9')) {
        break;
      }
      version.append((char) next);
    }
    return version.toString();
  }
}
