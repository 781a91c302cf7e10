package dev.fathom.account;

import dev.fathom.findings.Findings;
import dev.fathom.findings.Language;
import dev.fathom.runtime.unread.UnreadRuntime;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/// What a runtime's own memory is called in the balance sheet: each language has its words for it.
enum Wording {
  PYTHON("python"),
  PERL("perl");

  /// The ids of the accounts of a runtime begin with this one in [Leaf].
  private static final String GENERIC = "python.";

  private static final Map<Leaf.Group, String> PERL_GROUPS =
      new EnumMap<>(
          Map.of(
              Leaf.Group.OBJECTS, "Perl values (SVs)",
              Leaf.Group.BUFFERS, "bodies and buffers of Perl values",
              Leaf.Group.POOL_FREE, "free heads and bodies in Perl's arenas",
              Leaf.Group.POOL_OVERHEAD, "arena headers and rounding",
              Leaf.Group.CHUNK_LIVE, "unclaimed C memory (malloc)"));

  private static final Map<Leaf, String> PERL_LEAVES =
      new EnumMap<>(
          Map.of(
              Leaf.OBJECTS_POOL, "heads, in arenas",
              Leaf.OBJECTS_MALLOC, "shared keys and strings, compiled code",
              Leaf.OWNED_POOL, "bodies and hash entries, in arenas",
              Leaf.OWNED_MALLOC, "strings, arrays, tables, pads, in malloc",
              Leaf.UNOWNED_POOL, "bodies of no value, in arenas",
              Leaf.POOL_TRAPPED, "on pages with live ones",
              Leaf.POOL_WHOLE, "whole pages"));

  private final String prefix;

  Wording(String prefix) {
    this.prefix = prefix;
  }

  static Wording of(Findings findings) {
    return findings.language() == Language.PERL ? PERL : PYTHON;
  }

  String id(Leaf.Group group) {
    return group.id.startsWith(GENERIC)
        ? prefix + "." + group.id.substring(GENERIC.length())
        : group.id;
  }

  /// {@return the id of a leaf in its group}
  String part(Leaf leaf) {
    return this == PERL && leaf.part.equals("pymalloc") ? "arenas" : leaf.part;
  }

  /// {@return what an account is called, with the names of the runtimes that it is about}
  String label(Leaf.Group group, Findings findings) {
    return group == Leaf.Group.UNREAD && !findings.hiding().isEmpty()
        ? findings.hiding().stream()
            .map(UnreadRuntime::title)
            .collect(Collectors.joining(" or ", "heap of ", " (not read)"))
        : label(group);
  }

  String label(Leaf.Group group) {
    return this == PERL ? PERL_GROUPS.getOrDefault(group, group.label) : group.label;
  }

  String label(Leaf leaf) {
    return this == PERL ? PERL_LEAVES.getOrDefault(leaf, leaf.label) : leaf.label;
  }
}
