package dev.fathom.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// What the fish shell completes of a program with commands, each with options of its own.
final class FishCompletion {
  /// What the last looks left, for 300 s, in a directory that is the user's alone.
  private static final String KEPT =
      """
      function __fathom_kept; set -l directory "$XDG_RUNTIME_DIR/fathom"; test -d $directory; \
      or set directory /tmp/fathom-(id -u); test -O $directory; and not test -L $directory; \
      and find $directory -maxdepth 1 -type f -name '*.names' 2>/dev/null; end
      function __fathom_names; for file in (__fathom_kept); cat $file; end; end
      function __fathom_processes; __fathom_kept | string replace -r '.*/([0-9]+)-[^/]*$' '$1'; end
      """;

  private FishCompletion() {}

  /// {@return the lines of the script}
  static List<String> lines(CommandSpec program) {
    String name = program.name();
    List<String> lines = new ArrayList<>(KEPT.lines().toList());
    program
        .subcommands()
        .forEach((command, each) -> {
          CommandSpec spec = each.getCommandSpec();
          lines.add(
              "complete -c "
                  + name
                  + " -n __fish_use_subcommand -a "
                  + command
                  + described(spec.usageMessage().description()));
          String condition = " -n '__fish_seen_subcommand_from " + command + "'";
          spec.subcommands()
              .forEach((inner, below) ->
                  lines.add(
                      "complete -c "
                          + name
                          + condition
                          + " -a "
                          + inner
                          + described(below.getCommandSpec().usageMessage().description())));
          for (PositionalParamSpec word : spec.positionalParameters()) {
            if (Completion.takesName(word)) {
              lines.add("complete -c " + name + condition + " -a '(__fathom_names)'");
            } else if (Completion.takesProcess(word)) {
              lines.add("complete -c " + name + condition + " -a '(__fathom_processes)'");
            }
          }
          for (OptionSpec option : spec.options()) {
            if (!option.hidden()) {
              lines.add("complete -c " + name + condition + option(option));
            }
          }
        });
    return lines;
  }

  private static String option(OptionSpec option) {
    StringBuilder words = new StringBuilder();
    for (String name : option.names()) {
      words.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
    }
    if (option.arity().max() > 0) {
      words.append(" -r");
    }
    if (Completion.takesName(option)) {
      words.append(" -a '(__fathom_names)'");
    } else if (option.completionCandidates() != null) {
      List<String> candidates = new ArrayList<>();
      option.completionCandidates().forEach(candidates::add);
      words.append(" -a '").append(String.join(" ", candidates)).append("'");
    }
    return words + described(option.description());
  }

  private static String described(String[] description) {
    String text = String.join(" ", Arrays.asList(description)).replace("%%", "%").strip();
    return " -d '" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
