package dev.fathom.model;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What is told of a command line: the program, and the code that it runs. All other arguments are
/// private: passwords, queries, names of customers.
///
/// What a process has written over its command line (`postgres: alice shop`) is one argument with
/// blanks in it, of which the first word is told.
///
/// @param words that may be told: the program first, behind its loader if there is one; none where
///   there is no program, as in a thread of the kernel
/// @param code those of them that say what code it runs
public record ShownCommand(List<String> words, List<String> code) {
  /// Programs that run a file of code, which is the first argument that is no option.
  private static final Pattern INTERPRETER =
      Pattern.compile("-?(python|pypy|perl|ruby|node|php|lua|bash|dash|sh|zsh)[-\\d.]*[a-z]?");

  /// Options whose value is the next argument, of Python (`-X`, `-W`) and Perl (`-I`).
  private static final List<String> WITH_VALUE = List.of("-X", "-W", "-I");

  private static final Pattern CODE_FILE =
      Pattern.compile("[\\w./+-]+\\.(py|pyc|pl|pm|t|rb|js|mjs|php|lua|sh)");

  private static final String MODULE = "-m";

  /// Code among the arguments itself: `python -c`, `perl -ne`, `node --eval`.
  private static final Pattern INLINE = Pattern.compile("-[a-zA-Z]*[ceE]|--(eval|print)");

  public ShownCommand {
    words = List.copyOf(words);
    code = List.copyOf(code);
  }

  /// {@return what may be told}
  ///
  /// @param executable path of the file that the kernel started; may be empty
  public static ShownCommand of(String executable, List<String> commandLine) {
    if (commandLine.isEmpty() || commandLine.getFirst().isBlank()) {
      String file = base(executable);
      return new ShownCommand(file.isEmpty() ? List.of() : List.of(file), List.of());
    }
    ProgramName name = ProgramName.of(executable, commandLine);
    int arguments = commandLine.size() - name.arguments().size();
    List<String> words = new ArrayList<>();
    words.add(program(executable, commandLine.getFirst()));
    if (arguments > 1) {
      words.add(commandLine.get(arguments - 1)); // what the loader started
    }
    List<String> code =
        INTERPRETER.matcher(name.name()).matches() || INTERPRETER.matcher(name.file()).matches()
            ? code(name.arguments())
            : List.of();
    words.addAll(code);
    return new ShownCommand(words, code);
  }

  /// {@return what may be told of a command line of which only the text is known, as the kernel
  /// writes it into a core} Where one argument ends and the next begins it does not say: code is
  /// told only where it has the name of a file of code.
  ShownCommand ofBlanks() {
    List<String> certain = code.stream().filter(word -> CODE_FILE.matcher(word).matches()).toList();
    List<String> told = new ArrayList<>(words.subList(0, words.size() - code.size()));
    told.addAll(certain);
    return new ShownCommand(told, certain);
  }

  /// {@return the words in one line; empty where there are none}
  public String line() {
    return String.join(" ", words);
  }

  private static String program(String executable, String first) {
    int blank = first.indexOf(' ');
    if (blank < 0 || base(first).equals(base(executable))) {
      return first;
    }
    String word = first.substring(0, blank);
    return word.endsWith(":") ? word.substring(0, word.length() - 1) : word;
  }

  private static List<String> code(List<String> arguments) {
    for (int at = 0; at < arguments.size(); at++) {
      String argument = arguments.get(at);
      if (argument.equals(MODULE)) {
        return arguments.subList(at, Math.min(at + 2, arguments.size()));
      }
      if (INLINE.matcher(argument).matches() || !argument.startsWith("-")) {
        return argument.isEmpty() ? List.of() : List.of(argument);
      }
      at += WITH_VALUE.contains(argument) ? 1 : 0;
    }
    return List.of();
  }

  private static String base(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
