package dev.fathom.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// The man page of a command, in the macros of man(7).
final class ManualPage {
  private static final int LAST_ASCII = 0x7e;

  private final CommandSpec command;
  private final List<String> lines = new ArrayList<>();

  private ManualPage(CommandSpec command) {
    this.command = command;
  }

  /// {@return its lines}
  static List<String> lines(CommandSpec command) {
    ManualPage page = new ManualPage(command);
    page.write();
    return page.lines;
  }

  private void write() {
    String name = command.qualifiedName("-");
    lines.add(".TH " + name.toUpperCase(Locale.ROOT) + " 1");
    lines.add(".SH NAME");
    lines.add(escaped(name) + " \\- " + escaped(firstSentence()));
    lines.add(".SH SYNOPSIS");
    synopsis();
    lines.add(".SH DESCRIPTION");
    lines.add(text(rendered(command.usageMessage().description())));
    arguments();
    options();
    subcommands();
    List<String> footer = List.of(command.usageMessage().footer());
    int examples = footer.indexOf(Examples.HEADING);
    below("NOTES", footer.subList(0, examples < 0 ? footer.size() : examples));
    below("EXAMPLES", examples < 0 ? List.of() : footer.subList(examples + 1, footer.size()));
    lines.add(".SH EXIT STATUS");
    lines.add(
        "0 fine, 1 failed, 2 wrong use, 3 a partial answer, 4 what \\-\\-fail\\-if asks for holds, 5"
            + " figures do not agree or something is missing.");
    if (command.parent() != null) {
      lines.add(".SH SEE ALSO");
      lines.add(".BR " + escaped(command.parent().qualifiedName("-")) + " (1)");
    }
  }

  /// Lines as they are.
  private void below(String title, List<String> texts) {
    List<String> said = texts.stream().filter(line -> !line.isBlank()).toList();
    if (!said.isEmpty()) {
      lines.add(".SH " + title);
      lines.add(".nf");
      said.forEach(line -> lines.add(text(formatted(line))));
      lines.add(".fi");
    }
  }

  private String firstSentence() {
    String all = rendered(command.usageMessage().description());
    int end = all.indexOf(". ");
    String first = end < 0 ? all : all.substring(0, end);
    return first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
  }

  private void synopsis() {
    lines.add(".B " + escaped(command.qualifiedName(" ")));
    if (!command.subcommands().isEmpty()) {
      lines.add("[\\fICOMMAND\\fR]");
    }
    lines.add("[\\fIOPTION\\fR]...");
    for (PositionalParamSpec each : command.positionalParameters()) {
      String label = "\\fI" + escaped(each.paramLabel()) + "\\fR";
      boolean several = each.arity().max() > 1 || each.index().max() > each.index().min();
      String word = label + (several ? "..." : "");
      lines.add(each.required() ? word : "[" + word + "]");
    }
  }

  private void arguments() {
    if (command.positionalParameters().isEmpty()) {
      return;
    }
    lines.add(".SH ARGUMENTS");
    command
        .positionalParameters()
        .forEach(each -> {
          lines.add(".TP");
          lines.add("\\fI" + escaped(each.paramLabel()) + "\\fR");
          lines.add(described(each));
        });
  }

  private void options() {
    List<OptionSpec> shown = command.options().stream().filter(each -> !each.hidden()).toList();
    if (shown.isEmpty()) {
      return;
    }
    lines.add(".SH OPTIONS");
    for (OptionSpec each : shown) {
      String value = each.arity().max() == 0 ? "" : "=\\fI" + escaped(each.paramLabel()) + "\\fR";
      lines.add(".TP");
      lines.add(
          Arrays.stream(each.names())
              .map(name -> "\\fB" + escaped(name) + "\\fR")
              .collect(Collectors.joining(", ", "", value)));
      lines.add(described(each));
    }
  }

  private void subcommands() {
    if (command.subcommands().isEmpty()) {
      return;
    }
    lines.add(".SH COMMANDS");
    command
        .subcommands()
        .forEach((name, each) -> {
          lines.add(".TP");
          lines.add("\\fB" + escaped(name) + "\\fR");
          lines.add(
              text(rendered(each.getCommandSpec().usageMessage().description()))
                  + " See \\fB"
                  + escaped(each.getCommandSpec().qualifiedName("-"))
                  + "\\fR(1).");
        });
  }

  private static String described(ArgSpec argument) {
    return text(rendered(argument.description()));
  }

  /// Descriptions are formats: `%%` is one sign in them.
  private static String rendered(String[] description) {
    return Arrays.stream(description)
        .map(ManualPage::formatted)
        .collect(Collectors.joining(" "))
        .strip();
  }

  private static String formatted(String line) {
    return line.replace("%n", " ").replace("%%", "%");
  }

  /// A line that begins with a dot or a quote would be a request.
  private static String text(String line) {
    String escaped = escaped(line);
    return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
  }

  /// Without a preprocessor troff reads bytes.
  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '\\' -> escaped.append("\\e");
            case '-' -> escaped.append("\\-");
            default -> {
              if (c > LAST_ASCII) {
                escaped.append("\\[u%04X]".formatted(c));
              } else {
                escaped.appendCodePoint(c);
              }
            }
          }
        });
    return escaped.toString();
  }
}
