package dev.fathom.runtime.micropython.words;

import dev.fathom.model.dialect.Dialect;
import dev.fathom.model.dialect.PathSyntax;
import dev.fathom.model.dialect.Rebuilding;
import dev.fathom.model.dialect.Terms;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The words of MicroPython.
public record MicroPythonDialect() implements Dialect {
  private static final Terms TERMS = new Terms("objects", "GC areas", "blocks", "GC AREAS OF");

  private static final Set<String> SEQUENCES = Set.of("list", "tuple", "deque");

  private static final Set<String> DEFINITIONS = Set.of("type", "function", "generator", "closure");

  private static final Map<String, String> LABELS =
      Map.ofEntries(
          Map.entry("objects", "MicroPython objects"),
          Map.entry("buffers", "tables and texts of MicroPython"),
          Map.entry("free", "free blocks in MicroPython's GC heap"),
          Map.entry("overhead", "tables of the collector"),
          Map.entry("objects.pools", "in the GC heap"),
          Map.entry("buffers.pools", "in the GC heap"),
          Map.entry("trapped", "trapped in MicroPython's GC heap"));

  private static final PathSyntax PATHS = new MicroPythonSyntax();

  @Override
  public String runtime() {
    return "micropython";
  }

  @Override
  public String title() {
    return "MicroPython";
  }

  @Override
  public String part(String part) {
    return part.equals("pools") ? "gc" : part;
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
    return "found all blocks that the collector counts, and none that is not there";
  }

  @Override
  public PathSyntax paths() {
    return PATHS;
  }

  @Override
  public boolean isSequence(String type) {
    return SEQUENCES.contains(type);
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
    return type.equals("(bytecode)");
  }

  @Override
  public Rebuilding rebuilding(String type, String path) {
    return type.equals("bytearray") ? new Rebuilding("buffer", "bytes", "") : Rebuilding.USUAL;
  }

  @Override
  public Optional<String> collection() {
    return Optional.of("gc.collect()");
  }

  @Override
  public boolean describesObjects() {
    return true;
  }
}
