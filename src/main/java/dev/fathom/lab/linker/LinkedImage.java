package dev.fathom.lab.linker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A linked file: a program or a shared library.
///
/// Its pages are: code, with a stub in front for each name that the loader has to find; then, if
/// there is any of either, data: a slot for each of these names, and the variables.
public final class LinkedImage implements LinkerInput {
  /// Bytes of a stub, as on x86-64 (System V ABI, "Procedure Linkage Table").
  static final int STUB = 16;

  /// Bytes of a slot: an address.
  static final int SLOT = 8;

  private final Kind kind;
  private final String name;
  private final String soname;
  private final int codePages;
  private final int dataPages;
  private final List<Part> parts;
  private final Map<String, List<Definition>> definitions;
  private final List<Import> imports;
  private final List<String> neededLibraries;

  LinkedImage(
      Kind kind,
      String name,
      String soname,
      int codePages,
      int dataPages,
      List<Part> parts,
      Map<String, List<Definition>> definitions,
      List<Import> imports,
      List<String> neededLibraries) {
    this.kind = kind;
    this.name = name;
    this.soname = soname;
    this.codePages = codePages;
    this.dataPages = dataPages;
    this.parts = List.copyOf(parts);
    this.definitions = Map.copyOf(definitions);
    this.imports = List.copyOf(imports);
    this.neededLibraries = List.copyOf(neededLibraries);
  }

  /// How an image was linked.
  public enum Kind {
    /// A program with all it needs in it.
    STATIC,
    /// A program that needs shared libraries.
    DYNAMIC,
    /// A library for others.
    SHARED
  }

  public Kind kind() {
    return kind;
  }

  @Override
  public String name() {
    return name;
  }

  /// {@return the name under which programs ask the loader for it; empty for a program}
  public String soname() {
    return soname;
  }

  public int codePages() {
    return codePages;
  }

  public int dataPages() {
    return dataPages;
  }

  public int pages() {
    return codePages + dataPages;
  }

  /// {@return the object files in it, by address}
  public List<Part> parts() {
    return parts;
  }

  /// {@return the names that the loader must find, in the order of their slots}
  public List<Import> imports() {
    return imports;
  }

  /// {@return sonames of the libraries that must be loaded with it}
  public List<String> neededLibraries() {
    return neededLibraries;
  }

  /// {@return the definition that a reference means; without a version, the one defined last}
  Optional<Definition> definition(String wanted, String version) {
    List<Definition> candidates = definitions.getOrDefault(wanted, List.of());
    for (Definition candidate : candidates.reversed()) {
      if (version.isEmpty()
          || candidate.version().isEmpty()
          || candidate.version().equals(version)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  /// {@return whether any of its names has a version}
  boolean hasVersions() {
    return definitions.values().stream()
        .flatMap(List::stream)
        .anyMatch(definition -> !definition.version().isEmpty());
  }

  boolean hasVersion(String version) {
    return definitions.values().stream()
        .flatMap(List::stream)
        .anyMatch(definition -> definition.version().equals(version));
  }

  /// {@return what the file holds: each object's bytes are its number in the image, from 1}
  byte[] contents(int pageSize) {
    byte[] contents = new byte[pages() * pageSize];
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      Arrays.fill(contents, part.offset(), part.offset() + part.object().size(), (byte) (i + 1));
    }
    return contents;
  }

  /// {@return the image in lines: where each object file lies and what it defines}
  public List<String> layout() {
    List<String> lines = new ArrayList<>();
    if (!imports.isEmpty()) {
      lines.add(
          "%6d  stubs for %s".formatted(0, names(imports.stream().map(Import::name).toList())));
    }
    for (Part part : parts) {
      lines.add(
          "%6d  %-12s %s"
              .formatted(
                  part.offset(),
                  part.object().name(),
                  names(part.object().defined().stream().map(LinkedSymbol::toString).toList())));
    }
    return lines;
  }

  private static String names(List<String> names) {
    return String.join(" ", names);
  }

  /// An object file in the image.
  ///
  /// @param offset bytes from the beginning
  public record Part(ObjectFile object, int offset) {}

  /// Where a name is defined.
  ///
  /// @param offset bytes from the beginning of the image
  record Definition(String name, String version, int offset) {}

  /// A name that the loader must find.
  ///
  /// @param version that it had in the library that was linked against; empty if none
  /// @param library soname of that library; empty if none was there
  public record Import(String name, String version, String library) {}
}
