package dev.fathom.analysis.linking;

import dev.fathom.model.linking.LinkedFile;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whether an extension is for the version of the interpreter that loads it, as the names of both
/// say.
public final class HostVersions {
  private static final Pattern PROGRAM = Pattern.compile("\\D(\\d+\\.\\d+)");

  private HostVersions() {}

  /// {@return that it is for another one; empty where it is for this, or nothing is said}
  ///
  /// @param language of the interpreter
  /// @param version that the extension's name says it is for; empty for none
  public static Optional<LinkFinding> check(
      String file, String language, String version, LinkedFile host) {
    Matcher program = PROGRAM.matcher(host.name());
    if (version.isEmpty() || !program.find() || program.group(1).equals(version)) {
      return Optional.empty();
    }
    return Optional.of(
        LinkFinding.failure(
            LinkFinding.Kind.OTHER_INTERPRETER,
            Enumeration.last(file),
            Enumeration.last(file)
                + " was built for "
                + language
                + " "
                + version
                + "; "
                + host.path()
                + " is "
                + program.group(1)
                + " and does not import it",
            "install or build it for " + language + " " + program.group(1),
            List.of(version, program.group(1))));
  }
}
