package dev.fathom.runtime.micropython;

import dev.fathom.model.memory.Area;
import dev.fathom.target.AddressSpace;
import dev.fathom.target.LoadedModule;
import dev.fathom.target.Target;
import dev.fathom.target.Window;
import java.nio.charset.StandardCharsets;

/// The version in what a program says of itself when it begins to talk
/// (`MICROPY_BANNER_NAME_AND_VERSION` in `py/mpconfig.h`): `MicroPython v1.25.0`.
final class VersionText {
  private static final byte[] BANNER = "MicroPython v".getBytes(StandardCharsets.US_ASCII);
  private static final int LONGEST = 32;
  private static final int READ_BYTES = 1 << 18;

  /// A program's constants are some 100 KiB.
  private static final long MOST_BYTES = 8 << 20;

  private VersionText() {}

  /// {@return the version of a program; empty where it does not tell} **Cost**: a pass over its
  /// constants.
  static String in(Target target, LoadedModule module) {
    try (Window window = new Window(target.memory(), READ_BYTES)) {
      window.allow(target);
      for (Area area : AddressSpace.areas(target)) {
        if (module.holds(area) && area.kind() == Area.Kind.READ_ONLY_DATA) {
          String found = in(area.start(), Math.min(area.end(), area.start() + MOST_BYTES), window);
          if (!found.isEmpty()) {
            return found;
          }
        }
      }
    }
    return "";
  }

  private static String in(long start, long end, Window window) {
    window.range(end);
    for (long at = start; at + BANNER.length + LONGEST <= end; at++) {
      window.require(at, BANNER.length + LONGEST);
      if (window.u8(at) == BANNER[0] && isBanner(at, window)) {
        return version(at + BANNER.length, window);
      }
    }
    return "";
  }

  private static boolean isBanner(long at, Window window) {
    for (int letter = 1; letter < BANNER.length; letter++) {
      if (window.u8(at + letter) != BANNER[letter]) {
        return false;
      }
    }
    return true;
  }

  /// {@return digits and dots, without what a distribution adds}
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
