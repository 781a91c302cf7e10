package dev.fathom.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// What is shown below the help of each command: some that can be typed like that.
final class Examples {
  static final String HEADING = "Examples:";

  private static final String FILE = "examples.properties";

  private Examples() {}

  /// Adds them to all commands that a program has.
  static void addTo(CommandLine program) {
    Properties examples = new Properties();
    try (InputStream resource = Objects.requireNonNull(Examples.class.getResourceAsStream(FILE));
        Reader reader = new InputStreamReader(resource, StandardCharsets.UTF_8)) {
      examples.load(reader);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible); // it is in the jar
    }
    program.getSubcommands().values().forEach(command -> addTo(command, examples));
  }

  private static void addTo(CommandLine command, Properties examples) {
    CommandSpec spec = command.getCommandSpec();
    List<String> footer = new ArrayList<>(List.of(spec.usageMessage().footer()));
    footer.add("");
    footer.add(HEADING);
    of(spec, examples).forEach(line -> footer.add("  " + line.replace("%", "%%")));
    spec.usageMessage().footer(footer.toArray(String[]::new));
    command.getSubcommands().values().forEach(each -> addTo(each, examples));
  }

  /// {@return those of a command, each a line}
  private static List<String> of(CommandSpec command, Properties examples) {
    String name = command.qualifiedName(".");
    String key = name.substring(name.indexOf('.') + 1);
    return examples.getProperty(key, "").lines().filter(line -> !line.isBlank()).toList();
  }
}
