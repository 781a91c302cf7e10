package dev.fathom.survey.linking;

import dev.fathom.model.linking.LinkedFile;
import dev.fathom.model.linking.SymbolColumns;
import dev.fathom.model.linking.SymbolNames;
import dev.fathom.runtime.ExtensionRules;
import dev.fathom.survey.look.Parties;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds the program that loads an extension: an interpreter, whose symbols the extension uses
/// without naming who has them.
public final class HostPrograms {
  private static final Path USUAL = Path.of("/usr/bin");

  private HostPrograms() {}

  /// A program that loads a file.
  ///
  /// @param language of its programs
  /// @param version that the file says it is for; empty where it does not
  public record Host(Path program, String language, String version) {}

  /// {@return the program that most likely loads a file; empty where the file uses symbols of none
  /// that is known, or where there is none on this machine}
  public static Optional<Host> of(Path file, LinkedFile linked, SymbolNames names) {
    if (linked.kind() != LinkedFile.Kind.LIBRARY) {
      return Optional.empty();
    }
    List<ExtensionRules> using =
        Parties.extensions().stream()
            .filter(rules -> has(linked, names, false, rules.prefixes()))
            .toList();
    // One that has the function to be called by one language may use another, too.
    return using.stream()
        .filter(rules -> has(linked, names, true, List.of(rules.entry())))
        .findFirst()
        .or(() -> using.stream().findFirst())
        .flatMap(rules -> host(file, linked, rules));
  }

  /// {@return the same, of a program that is known}
  public static Host named(Path program, LinkedFile linked, SymbolNames names) {
    return Parties.extensions().stream()
        .filter(rules -> has(linked, names, false, rules.prefixes()))
        .map(rules -> new Host(program, rules.language(), rules.taggedVersion(linked.name())))
        .findFirst()
        .orElse(new Host(program, "", ""));
  }

  private static Optional<Host> host(Path file, LinkedFile linked, ExtensionRules rules) {
    String tagged = rules.taggedVersion(linked.name());
    String version = tagged.isEmpty() ? directoryVersion(file, rules) : tagged;
    return above(file, rules.program(version))
        .or(() -> above(file, rules.program("")))
        .map(program -> new Host(program, rules.language(), tagged));
  }

  private static String directoryVersion(Path file, ExtensionRules rules) {
    for (Path part : file.toAbsolutePath()) {
      String version = rules.directoryVersion(part.toString());
      if (!version.isEmpty()) {
        return version;
      }
    }
    return "";
  }

  private static boolean has(
      LinkedFile file, SymbolNames names, boolean own, List<String> prefixes) {
    SymbolColumns symbols = file.symbols();
    for (int i = 1; i < symbols.count(); i++) {
      if (symbols.is(i, SymbolColumns.DEFINED) == own) {
        String name = names.text(symbols.name(i));
        if (prefixes.stream().anyMatch(name::startsWith)) {
          return true;
        }
      }
    }
    return false;
  }

  /// {@return a program in a `bin` beside one of the directories that a file is in; the nearest}
  private static Optional<Path> above(Path file, String program) {
    for (@Nullable Path at = file.toAbsolutePath().getParent(); at != null; at = at.getParent()) {
      Path candidate = at.resolve("bin").resolve(program);
      if (Files.isExecutable(candidate) && Files.isRegularFile(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.of(USUAL.resolve(program)).filter(Files::isExecutable);
  }
}
