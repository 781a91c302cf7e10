package dev.fathom.runtime.perl.words;

import dev.fathom.model.dialect.Dialect;
import dev.fathom.model.dialect.ObjectPart;
import dev.fathom.model.dialect.PathSyntax;
import dev.fathom.model.dialect.Rebuilding;
import dev.fathom.model.dialect.Terms;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// The words of Perl.
public record PerlDialect() implements Dialect {
  private static final Terms TERMS = new Terms("objects", "arenas", "slots", "ARENAS OF");

  private static final Map<String, String> LABELS =
      Map.ofEntries(
          Map.entry("objects", "Perl values (SVs)"),
          Map.entry("buffers", "bodies and buffers of Perl values"),
          Map.entry("free", "free heads and bodies in Perl's arenas"),
          Map.entry("overhead", "arena headers and rounding"),
          Map.entry("malloc.live", "unclaimed C memory (malloc)"),
          Map.entry("objects.pools", "heads, in arenas"),
          Map.entry("objects.malloc", "shared keys and strings, compiled code"),
          Map.entry("buffers.pools", "bodies and hash entries, in arenas"),
          Map.entry("buffers.malloc", "strings, arrays, tables, pads, in malloc"),
          Map.entry("buffers.unowned", "bodies of no value, in arenas"),
          Map.entry("free.trapped", "on pages with live ones"),
          Map.entry("free.pages", "whole pages"),
          Map.entry("trapped", "trapped in Perl's arenas"));

  /// A variable of a package, as code writes it.
  private static final Pattern VARIABLE = Pattern.compile("[$@%][A-Za-z_]\\w*(?:::\\w+)*");

  private static final PathSyntax PATHS = new PerlSyntax();

  @Override
  public String runtime() {
    return "perl";
  }

  @Override
  public String title() {
    return "Perl";
  }

  @Override
  public String part(String part) {
    return part.equals("pools") ? "arenas" : part;
  }

  @Override
  public String label(String account, String usual) {
    return LABELS.getOrDefault(account, usual);
  }

  @Override
  public Terms terms() {
    return TERMS;
  }

  @Override
  public String judged() {
    return "found all values that perl counts, and none that is not there";
  }

  @Override
  public PathSyntax paths() {
    return PATHS;
  }

  /// Values that are blessed have their package in their name: `Foo::Bar=HASH`.
  @Override
  public String type(String module, String name) {
    return module.isEmpty() || name.startsWith(module + "=") ? name : module + "." + name;
  }

  @Override
  public String briefType(String module, String name) {
    return name.startsWith(module + "=") ? module : name;
  }

  /// An assignment to the same value keeps what it has; only `undef` gives it back.
  @Override
  public Rebuilding rebuilding(String type, String path) {
    String kind = type.substring(type.lastIndexOf('=') + 1);
    boolean text = kind.startsWith("SCALAR") || kind.equals("UNDEF") || kind.equals("LVALUE");
    String sigil = kind.equals("HASH") ? "%" : kind.equals("ARRAY") ? "@" : "$";
    String name = path.startsWith(sigil) && VARIABLE.matcher(path).matches() ? path : sigil + "it";
    return new Rebuilding(
        text ? "buffer" : "table",
        text ? "bytes" : "entries",
        String.format(Locale.ROOT, "my %1$scopy = %2$s; undef %2$s; %2$s = %1$scopy", sigil, name));
  }

  @Override
  public String ownSize(String shallow) {
    return "Its head is ";
  }

  @Override
  public String toolSentence(ToolSizes sizes) {
    return "Its own size is "
        + sizes.shallow()
        + ": head, body, and the table or buffer that is its alone.";
  }

  /// A package holds all of its variables, and compiled code what it names.
  @Override
  public boolean endsReach(String type) {
    return type.equals("STASH");
  }

  @Override
  public String pointerTo(ObjectPart part) {
    return switch (part) {
      case BODY -> "sv_any";
      case DATA -> "sv_u";
      case WHOLE, HEAD -> "";
    };
  }

  @Override
  public boolean describesObjects() {
    return true;
  }

  @Override
  public String buffer(String detail) {
    return detail.equals("SV") ? "body" : detail;
  }
}
