package dev.fathom.report.next;

import dev.fathom.ask.Manner;
import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.Pause;
import dev.fathom.model.Warning;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import dev.fathom.view.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Commands that may follow an answer. Each can be pasted: it names the subject as the user can
/// name it again, is quoted for a shell, and looks at it as the one before did.
public final class Next {
  private static final String HEAD = "NEXT     ";
  private static final String BETWEEN = "   ·   ";
  private static final double NANOS_PER_MILLI = 1e6;

  private final String subject;

  /// After the subject, for commands that look at memory.
  private final String manner;

  private final boolean kept;
  private final List<Command> commands = new ArrayList<>();

  /// A command in words.
  ///
  /// @param shortened the same with `FILE` for a long name
  private record Command(String words, String shortened) {}

  private Next(String subject, String manner, boolean kept) {
    this.subject = subject;
    this.manner = manner;
    this.kept = kept;
  }

  /// Begins what may follow a look. Where it is kept, or was kept before, that look is asked.
  public static Next of(Findings findings, Manner manner) {
    boolean kept =
        findings.warnings().stream()
            .map(Warning::code)
            .anyMatch(code -> code.equals(Warning.KEPT) || code.equals(Warning.LAST));
    String sysroot =
        manner.sysroot() == null ? "" : " --sysroot " + fileWord(manner.sysroot().toString());
    return new Next(
        fileWord(findings.subject()), (kept ? "" : words(manner.pause())) + sysroot, kept);
  }

  /// Begins what may follow an answer about a process.
  public static Next ofProcess(int process, Pause pause) {
    return new Next(Integer.toString(process), words(pause), false);
  }

  /// Begins what may follow once a file was written.
  public static Next ofFile(String file) {
    return new Next(fileWord(file), "", false);
  }

  /// Begins what may follow an answer about nothing that can be named again.
  public static Next ofNothing() {
    return new Next("", "", false);
  }

  /// {@return the options that say the same of a pause}
  private static String words(Pause pause) {
    String freeze =
        pause.freeze() == Freeze.PTRACE
            ? ""
            : " --freeze " + pause.freeze().name().toLowerCase(Locale.ROOT);
    String most =
        pause.bounded()
            ? String.format(Locale.ROOT, " --max-pause %.0f", pause.mostNanos() / NANOS_PER_MILLI)
            : "";
    String tracking =
        switch (pause.tracking()) {
          case NONE -> "";
          case BY_KERNEL -> " --pause short";
          case INJECTING -> " --pause short,inject";
        };
    return freeze + most + tracking;
  }

  /// A name that begins like an option is none with its directory before it.
  static String fileWord(String file) {
    return Escape.word(file.startsWith("-") ? "./" + file : file, "FILE");
  }

  /// Adds the report on the subject.
  ///
  /// @return this
  public Next report() {
    return ask("");
  }

  /// Adds a command that takes the subject and then these words. One that cannot be printed as it
  /// is makes the command one that cannot be pasted: then it is left out.
  ///
  /// @return this
  public Next ask(String command, String... words) {
    return add(command, (kept ? " --last" : "") + manner, words);
  }

  /// Adds a command that has no look at memory before it, or takes no kept one.
  ///
  /// @return this
  public Next askAnew(String command, String... words) {
    return add(command, "", words);
  }

  private Next add(String command, String how, String... words) {
    StringBuilder after = new StringBuilder();
    for (String word : words) {
      String quoted = Escape.word(word, "");
      if (quoted.isEmpty()) {
        return this;
      }
      after.append(' ').append(quoted);
    }
    String before = "fathom " + (command.isEmpty() ? "" : command + " ");
    commands.add(new Command(before + subject + how + after, before + "FILE" + how + after));
    return this;
  }

  /// Adds a command that names its subject itself.
  ///
  /// @return this
  public Next command(String words) {
    commands.add(new Command("fathom " + words, "fathom " + words));
    return this;
  }

  /// {@return them in lines of at most `width` characters: as few lines as there may be, no command
  /// broken. Where the name of the subject alone is too long `FILE` stands for it}
  public List<String> lines(Style style, int width) {
    List<String> fitting =
        commands.stream().map(Command::words).filter(words -> fits(words, width)).toList();
    if (fitting.isEmpty()) {
      fitting =
          commands.stream().map(Command::shortened).filter(words -> fits(words, width)).toList();
    }
    List<String> lines = new ArrayList<>();
    if (fitting.isEmpty()) {
      return lines;
    }
    StringBuilder line = new StringBuilder(HEAD);
    boolean begun = false;
    for (String each : fitting) {
      if (begun && Fit.length(line.toString()) + BETWEEN.length() + Fit.length(each) > width) {
        lines.add(style.dim(line.toString()));
        line.setLength(0);
        line.append(" ".repeat(HEAD.length()));
        begun = false;
      }
      line.append(begun ? BETWEEN : "").append(each);
      begun = true;
    }
    lines.add(style.dim(Fit.line(line.toString(), width)));
    return lines;
  }

  private static boolean fits(String words, int width) {
    return HEAD.length() + Fit.length(words) <= width;
  }
}
