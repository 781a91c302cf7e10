package dev.fathom.runtime.perl.arena;

import dev.fathom.runtime.TypeSink;
import dev.fathom.runtime.perl.value.HeadLayouts;
import dev.fathom.runtime.perl.value.PerlOffsets;
import dev.fathom.runtime.perl.value.SvKind;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The types of values: their kinds, and kinds blessed into packages.
public final class SvTypes {
  private static final String UNNAMED = "__ANON__";

  /// A type with a package.
  private record Blessed(long stash, SvKind kind) {}

  private final Map<Blessed, Integer> ids = new HashMap<>();
  private final List<Blessed> blessed = new ArrayList<>();
  private final HeadLayouts layouts;

  public SvTypes(PerlOffsets offsets) {
    layouts = new HeadLayouts(offsets);
  }

  /// {@return the id of a kind}
  public static int id(SvKind kind) {
    return kind.id;
  }

  /// {@return the id of a kind in a package; of the kind alone where `stash` is 0}
  public int id(SvKind kind, long stash) {
    if (stash == 0) {
      return id(kind);
    }
    return ids.computeIfAbsent(
        new Blessed(stash, kind),
        key -> {
          blessed.add(key);
          return SvKind.count() + blessed.size() - 1;
        });
  }

  /// {@return the kind of a type}
  public SvKind kind(int id) {
    return id < SvKind.count() ? SvKind.of(id) : blessed.get(id - SvKind.count()).kind();
  }

  /// Names the types as Perl prints references: `HASH`, `Foo::Bar=HASH`.
  public void tell(PerlNames names, Words words, TypeSink sink) {
    for (SvKind kind : SvKind.values()) {
      sink.type(id(kind), 0, "", kind.label);
      sink.layout(id(kind), layouts.of(kind));
      sink.head(id(kind), kind.head());
    }
    for (Blessed type : blessed) {
      String text = names.stash(type.stash(), words::u64);
      String name = text.isEmpty() ? UNNAMED : text;
      int id = id(type.kind(), type.stash());
      sink.type(id, type.stash(), name, name + "=" + type.kind().reftype());
      sink.layout(id, layouts.of(type.kind()));
      sink.head(id, type.kind().head());
    }
  }
}
