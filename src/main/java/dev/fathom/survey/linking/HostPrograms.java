package dev.fathom.survey.linking;

import dev.fathom.model.linking.LinkedFile;
import dev.fathom.model.linking.SymbolColumns;
import dev.fathom.model.linking.SymbolNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds the program that loads an extension: an interpreter, whose symbols the extension uses
/// without naming who has them.
public final class HostPrograms {
  /// What Python calls extensions that are for one version alone (PEP 3149).
  private static final Pattern PYTHON_TAG = Pattern.compile("\\.cpython-(\\d)(\\d+)");

  private static final Pattern PYTHON_DIRECTORY = Pattern.compile("python(\\d\\.\\d+)");

  /// A language whose extensions are known by what they use.
  ///
  /// @param entry how the function begins that each of them has for the interpreter to call
  /// @param prefixes of the interpreter's own functions
  private record Language(String program, String entry, List<String> prefixes) {}

  private static final Language PYTHON = new Language("python3", "PyInit_", List.of("Py", "_Py"));
  private static final Language PERL = new Language("perl", "boot_", List.of("Perl_", "PL_"));

  private HostPrograms() {}

  /// {@return the program that most likely loads a file; empty where the file uses symbols of none
  /// that is known, or where there is none on this machine}
  public static Optional<Path> of(Path file, LinkedFile linked, SymbolNames names) {
    if (linked.kind() != LinkedFile.Kind.LIBRARY) {
      return Optional.empty();
    }
    for (Language language : List.of(PYTHON, PERL)) {
      if (has(linked, names, true, List.of(language.entry()))
          && has(linked, names, false, language.prefixes())) {
        return interpreter(file, language);
      }
    }
    for (Language language : List.of(PYTHON, PERL)) {
      if (has(linked, names, false, language.prefixes())) {
        return interpreter(file, language);
      }
    }
    return Optional.empty();
  }

  private static Optional<Path> interpreter(Path file, Language language) {
    String version = language.equals(PYTHON) ? pythonVersion(file) : "";
    return version.isEmpty()
        ? above(file, language.program())
        : above(file, "python" + version).or(() -> above(file, language.program()));
  }

  /// {@return the version of Python that a file is for, as its name or else its directory says:
  /// `3.11`; empty where neither does}
  public static String pythonVersion(Path file) {
    String tagged = pythonTag(String.valueOf(file.getFileName()));
    if (!tagged.isEmpty()) {
      return tagged;
    }
    for (Path part : file.toAbsolutePath()) {
      Matcher directory = PYTHON_DIRECTORY.matcher(part.toString());
      if (directory.matches()) {
        return directory.group(1);
      }
    }
    return "";
  }

  /// {@return the version of Python that the name of a file says it is for; empty where it does
  /// not}
  public static String pythonTag(String name) {
    Matcher tag = PYTHON_TAG.matcher(name);
    return tag.find() ? tag.group(1) + "." + tag.group(2) : "";
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
    return Optional.of(Path.of("/usr/bin", program)).filter(Files::isExecutable);
  }
}
