package dev.fathom.cli.option;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.finding.Finding;
import dev.fathom.analysis.finding.FindingKind;
import dev.fathom.ask.condition.Condition;
import dev.fathom.ask.condition.ConditionException;
import dev.fathom.ask.condition.ConditionResult;
import dev.fathom.ask.condition.DifferenceFigures;
import dev.fathom.ask.condition.Figures;
import dev.fathom.ask.condition.ListedFindings;
import dev.fathom.ask.condition.ReportFigures;
import dev.fathom.ask.condition.UnknownFigureException;
import dev.fathom.ask.condition.Vocabulary;
import dev.fathom.ask.diff.DiffAnswer;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.cli.shell.Screen;
import dev.fathom.survey.look.Parties;
import dev.fathom.view.Escape;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// A condition under which a command ends with an exit code of its own.
public final class FailIfOption {
  private static final int LONGEST = 4000;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  private final boolean compares;

  private @Nullable Condition condition;

  /// For commands about one look.
  public FailIfOption() {
    this(false);
  }

  /// The same for those that compare two.
  @SuppressWarnings("NullAway.Init") // picocli fills the specification in
  public FailIfOption(boolean compares) {
    this.compares = compares;
  }

  @Option(
      names = "--fail-if",
      paramLabel = "CONDITION",
      description =
          "Exit with 4 if this holds: rss>500MB, finding>=warning, 'objects(Session)>1000 and"
              + " trapped>20%%' (docs/conditions.md).")
  void condition(String text) {
    try {
      condition =
          Condition.parse(text, Vocabulary.of(compares, Parties.dialects(), FindingKind.ids()));
    } catch (ConditionException wrong) {
      throw new ParameterException(
          command.commandLine(), "--fail-if: " + wrong.getMessage(), wrong);
    }
  }

  public boolean isGiven() {
    return condition != null;
  }

  /// {@return the exit code of a command: its own where the condition does not hold}
  public int code(int own, Analysis analysis, Screen screen) {
    return code(own, analysis, List.of(), screen);
  }

  /// {@return the same where the command concludes more than what is concluded of every look}
  public int code(int own, Analysis analysis, List<Finding> more, Screen screen) {
    return condition == null
        ? own
        : check(
            condition,
            ReportFigures.of(analysis, ListedFindings.of(analysis).and(more)),
            own,
            screen);
  }

  /// {@return the same of two looks}
  public int code(int own, DiffAnswer answer, Screen screen) {
    return condition == null
        ? own
        : check(
            condition,
            DifferenceFigures.of(
                ReportFigures.of(answer.before(), ListedFindings.of(answer.before())),
                ReportFigures.of(
                    answer.after(), ListedFindings.of(answer.after()).and(answer.conclusions())),
                answer.difference()),
            own,
            screen);
  }

  private static int check(Condition condition, Figures figures, int own, Screen screen) {
    ConditionResult result;
    try {
      result = condition.check(figures);
    } catch (ConditionException absent) {
      tell(screen, String.valueOf(absent.getMessage()));
      return ExitCode.USAGE;
    } catch (UnknownFigureException unknown) {
      tell(screen, String.valueOf(unknown.getMessage()));
      return ExitCode.FAILED;
    }
    if (!result.holds()) {
      return own;
    }
    for (ConditionResult.Checked checked : result.comparisons()) {
      if (checked.holds()) {
        tell(screen, checked.text() + " holds: " + checked.figure());
      }
    }
    return ExitCode.CONDITION;
  }

  private static void tell(Screen screen, String message) {
    screen.err().println("fathom: --fail-if: " + Escape.terminal(message, LONGEST));
  }
}
