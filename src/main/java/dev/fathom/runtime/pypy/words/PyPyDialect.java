package dev.fathom.runtime.pypy.words;

import dev.fathom.model.dialect.Dialect;
import dev.fathom.model.dialect.PathSyntax;
import dev.fathom.model.dialect.Terms;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The words of PyPy.
public record PyPyDialect() implements Dialect {
  /// What the code is called that the compiler made while the program ran.
  public static final String MACHINE_CODE = "(machine code)";

  private static final Terms TERMS =
      new Terms("objects", "arenas and nursery", "blocks", "PAGES OF");

  private static final Set<String> DEFINITIONS =
      Set.of("type", "function", "method", "builtin_function_or_method");

  private static final Map<String, String> LABELS =
      Map.ofEntries(
          Map.entry("objects", "PyPy objects"),
          Map.entry("objects.pools", "in arenas"),
          Map.entry("objects.young", "in the nursery, not collected yet"),
          Map.entry("objects.malloc", "large, in malloc chunks"),
          Map.entry("objects.static", "prebuilt, in its library"),
          Map.entry("objects.code", "machine code that the JIT made"),
          Map.entry("objects.gc", "card tables"),
          Map.entry("buffers", "memory of PyPy's objects"),
          Map.entry("free", "free in PyPy's arenas and nursery"),
          Map.entry("free.trapped", "on pages with live blocks"),
          Map.entry("free.nursery", "of the nursery: the next objects go there"),
          Map.entry("free.pages", "whole pages of arenas"),
          Map.entry("overhead", "PyPy's own: page heads, rounding, GC lists"));

  private static final PathSyntax PATHS = new PyPySyntax();

  @Override
  public String runtime() {
    return "pypy";
  }

  @Override
  public String title() {
    return "PyPy";
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
    return "found all objects that the collector dumps, and none that is not there";
  }

  @Override
  public PathSyntax paths() {
    return PATHS;
  }

  @Override
  public boolean isDefinition(String type) {
    return DEFINITIONS.contains(type);
  }

  @Override
  public boolean endsReach(String type) {
    return Dialect.super.endsReach(type) || type.equals("module");
  }

  @Override
  public boolean isCode(String type) {
    return type.equals("code") || type.equals(MACHINE_CODE);
  }

  /// A class of the interpreter's sources is none that a program knows.
  @Override
  public String type(String module, String name) {
    return isOfTheInterpreter(module)
        ? "(" + name + ")"
        : module.isEmpty() ? name : module + "." + name;
  }

  private static boolean isOfTheInterpreter(String module) {
    return module.startsWith("pypy.") || module.startsWith("rpython.");
  }

  @Override
  public boolean isOfTheProgram(String module) {
    return !module.isEmpty() && !isOfTheInterpreter(module);
  }

  /// The stacks of references, and the list of variables that have some (`gcdata`).
  @Override
  public boolean tellsAllRoots() {
    return true;
  }

  /// Functions are made once and read from then on.
  @Override
  public boolean isWrittenByCollectionsAlone(String type) {
    return type.equals("function");
  }

  @Override
  public Optional<String> collection() {
    return Optional.of("gc.collect()");
  }
}
