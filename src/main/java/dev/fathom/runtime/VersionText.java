package dev.fathom.runtime;

import dev.fathom.model.memory.Area;
import dev.fathom.target.AddressSpace;
import dev.fathom.target.LoadedModule;
import dev.fathom.target.Target;
import dev.fathom.target.Window;
import java.nio.charset.StandardCharsets;

/// The version that a program states in a text of its own, right behind words that no other text
/// has: `MicroPython v1.25.0`, `[PyPy 7.3.11 with GCC 12.2.0]`.
///
/// @param before those words; at least one byte
/// @param kind in which areas of a module the text stands
/// @param mostBytes how much of each is searched
public record VersionText(String before, Area.Kind kind, long mostBytes) {
  private static final int LONGEST = 32;
  private static final int READ_BYTES = 1 << 20;

  /// {@return the version of a program; empty where it does not tell} **Cost**: a pass over the
  /// areas, up to the text.
  public String in(Target target, LoadedModule module) {
    byte[] words = before.getBytes(StandardCharsets.US_ASCII);
    try (Window window = new Window(target.memory(), READ_BYTES)) {
      window.allow(target);
      for (Area area : AddressSpace.areas(target)) {
        if (module.holds(area) && area.kind() == kind) {
          long end = Math.min(area.end(), area.start() + mostBytes);
          String found = in(area.start(), end, words, window);
          if (!found.isEmpty()) {
            return found;
          }
        }
      }
    }
    return "";
  }

  private static String in(long start, long end, byte[] words, Window window) {
    window.range(end);
    for (long at = start; at + words.length + LONGEST <= end; at++) {
      window.require(at, words.length + LONGEST);
      if (window.u8(at) == words[0] && begins(at, words, window)) {
        String version = version(at + words.length, window);
        if (!version.isEmpty()) {
          return version;
        }
      }
    }
    return "";
  }

  private static boolean begins(long at, byte[] words, Window window) {
    for (int letter = 1; letter < words.length; letter++) {
      if (window.u8(at + letter) != words[letter]) {
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
