package dev.fathom.model;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// What a process is called.
///
/// @param file the file of the program, without its folder
/// @param name what it was started as: a file may be a link to another (`redis-server` to
///   `redis-check-rdb`, each applet of busybox); of the target's choosing
/// @param arguments behind the program; of the target's choosing
public record ProgramName(String file, String name, List<String> arguments) {
  /// A dynamic loader that was started itself, with a program: of glibc, of musl.
  private static final Pattern LOADER =
      Pattern.compile("ld(-[\\w.-]+)?\\.so(\\.\\d+)*|ld-[\\d.]+\\.so");

  /// Options of loaders that have an argument (`elf/rtld.c` in glibc, `ldso/dynlink.c` in musl).
  private static final Set<String> WITH_ARGUMENT =
      Set.of(
          "--library-path",
          "--inhibit-rpath",
          "--audit",
          "--preload",
          "--argv0",
          "--glibc-hwcaps-prepend",
          "--glibc-hwcaps-mask");

  /// What a file may be called; anything else is what the process wrote over its arguments.
  private static final Pattern PLAIN = Pattern.compile("[\\w.+@-]{1,64}");

  public ProgramName {
    arguments = List.copyOf(arguments);
  }

  /// {@return what a process is called}
  ///
  /// @param executable path of the file that the kernel started
  /// @param commandLine with the arguments, as the process may have rewritten it
  static ProgramName of(String executable, List<String> commandLine) {
    String file = base(executable);
    int first = LOADER.matcher(file).matches() ? behindLoader(commandLine) : 0;
    if (first > 0 && first < commandLine.size()) {
      String program = base(commandLine.get(first));
      return new ProgramName(program, program, rest(commandLine, first));
    }
    return new ProgramName(file, started(file, commandLine), rest(commandLine, 0));
  }

  private static List<String> rest(List<String> commandLine, int first) {
    return commandLine.subList(Math.min(commandLine.size(), first + 1), commandLine.size());
  }

  /// {@return the place of the program that a loader was told to start; 0 where there is none}
  private static int behindLoader(List<String> commandLine) {
    for (int at = 1; at < commandLine.size(); at++) {
      String argument = commandLine.get(at);
      if (argument.equals("--")) {
        return at + 1;
      }
      if (!argument.startsWith("--")) {
        return argument.isEmpty() ? 0 : at;
      }
      at += WITH_ARGUMENT.contains(argument) ? 1 : 0;
    }
    return 0;
  }

  private static String started(String file, List<String> commandLine) {
    String whole = commandLine.isEmpty() ? "" : commandLine.getFirst();
    int end = whole.indexOf(' ');
    String word = end < 0 ? whole : whole.substring(0, end);
    // `postgres: checkpointer`, `-bash`
    String name = base(word.endsWith(":") ? word.substring(0, word.length() - 1) : word);
    name = name.startsWith("-") ? name.substring(1) : name;
    // `python3` says less than `python3.11`.
    boolean saysMore = !file.startsWith(name);
    return file.isEmpty() || (PLAIN.matcher(name).matches() && saysMore) ? name : file;
  }

  private static String base(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
