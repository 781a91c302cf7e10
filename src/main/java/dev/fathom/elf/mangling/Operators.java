package dev.fathom.elf.mangling;

import java.util.Map;

/// The operators of C++ by their two letters.
final class Operators {
  private static final Map<String, String> BINARY =
      entries(
          "aN &= aS = aa && an & cm , dV /= dv / eO ^= eo ^ eq == ge >= gt > lS <<= le <= ls << lt < mI -="
              + " mL *= mi - ml * ne != oR |= oo || or | pL += pl + pm ->* rM %= rS >>= rm % rs >> ss <=>"
              + " ds .*");

  private static final Map<String, String> UNARY =
      entries("ad & co ~ de * mm -- ng - nt ! pp ++ ps +");

  private static final Map<String, String> OTHERS =
      entries("cl () ix [] pt -> qu ? aw _co_await da _delete[] dl _delete na _new[] nw _new");

  private Operators() {}

  private static Map<String, String> entries(String pairs) {
    String[] words = pairs.split(" ", -1);
    java.util.HashMap<String, String> map = new java.util.HashMap<>();
    for (int at = 0; at < words.length; at += 2) {
      map.put(words[at], words[at + 1]);
    }
    return Map.copyOf(map);
  }

  /// {@return how an operator of two operands is written; empty if it is none}
  static String binary(String letters) {
    return BINARY.getOrDefault(letters, "");
  }

  /// {@return how an operator of one operand is written; empty if it is none}
  static String unary(String letters) {
    return UNARY.getOrDefault(letters, "");
  }

  /// {@return the name of the function that is called for an operator; empty if there is none}
  static String name(String letters) {
    String sign =
        BINARY.getOrDefault(letters, UNARY.getOrDefault(letters, OTHERS.getOrDefault(letters, "")));
    return sign.isEmpty()
        ? ""
        : "operator" + sign.replace('_', ' ').replace("co await", "co_await");
  }
}
