package dev.fathom.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// What the fish shell completes of a program with commands, each with options of its own.
final class FishCompletion {
  private FishCompletion() {}

  /// {@return the lines of the script}
  static List<String> lines(CommandSpec program) {
    String name = program.name();
    List<String> lines = new ArrayList<>();
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
    if (option.completionCandidates() != null) {
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
