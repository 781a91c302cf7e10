package dev.fathom.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// What bash, which zsh understands too, completes: commands and options, as picocli writes it; and
/// processes, types and paths, from what the last looks left for that in the user's own directory.
/// No program is started for it.
final class Completion {
  private static final String CASES = "#CASES#\n";

  private Completion() {}

  /// {@return the script for bash}
  static String bash(CommandLine fathom) throws IOException {
    String script;
    try (InputStream resource =
        Objects.requireNonNull(Completion.class.getResourceAsStream("names.bash"))) {
      script = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    }
    List<String> cases = new ArrayList<>();
    fathom.getSubcommands().values().forEach(each -> add(cases, each.getCommandSpec()));
    return AutoComplete.bash("fathom", fathom)
        + "\n"
        + script.replace(CASES, String.join("", cases));
  }

  private static void add(List<String> cases, CommandSpec command) {
    for (OptionSpec option : command.options()) {
      if (takesName(option)) {
        cases.add("    '" + command.name() + " " + option.longestName() + "') kind=name ;;\n");
      }
    }
    for (PositionalParamSpec word : command.positionalParameters()) {
      String place = word.index().isUnspecified() ? "*" : place(word);
      if (takesProcess(word)) {
        cases.add("    '" + command.name() + " '" + place + ") kind=process ;;\n");
      } else if (takesName(word)) {
        cases.add("    '" + command.name() + " '" + place + ") kind=name ;;\n");
      }
    }
  }

  private static String place(PositionalParamSpec word) {
    return word.index().isVariable() || word.index().max() > word.index().min()
        ? "[0-9]*"
        : String.valueOf(word.index().min());
  }

  /// {@return whether it is an object that a path or a type names}
  static boolean takesName(ArgSpec argument) {
    return argument.paramLabel().contains("PATH|") || argument.paramLabel().contains("|PATH");
  }

  static boolean takesProcess(ArgSpec argument) {
    return argument.paramLabel().startsWith("PID");
  }
}
