package dev.fathom.cli.follow;

import dev.fathom.ask.QuestionException;
import dev.fathom.ask.Subject;
import dev.fathom.ask.advise.AdviceOutcome;
import dev.fathom.ask.advise.AdviseAnswer;
import dev.fathom.ask.advise.AdviseQuestion;
import dev.fathom.ask.advise.Proposal;
import dev.fathom.cli.option.SubjectOptions;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.Version;
import dev.fathom.report.advise.AdviseReport;
import dev.fathom.report.next.NextQuestions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `fathom advise PID`.
@Command(
    name = "advise",
    description =
        "What would make a process smaller, by how much, and how it is done; with --check, what"
            + " came of it.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
public final class AdviseCommand implements Callable<Integer> {
  private final Screen screen;

  @Mixin private SubjectOptions target = new SubjectOptions();

  @Option(
      names = "--check",
      paramLabel = "N",
      description =
          "Say how advice N (a number of the list, or a kind: trim) is carried out, wait for a line"
              + " on standard input, and measure what came of it. The line may name another process:"
              + " the one that was started in its place.")
  private @Nullable String check;

  public AdviseCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    if (check != null && !(target.subject() instanceof Subject.Live)) {
      throw QuestionException.wrong("--check measures a live process, no file");
    }
    AdviseAnswer answer = target.ask(new AdviseQuestion(target.subject()));
    int number = check == null ? 0 : answer.number(check);
    Optional<AdviceOutcome> outcome = Optional.empty();
    if (number > 0 && target.subject() instanceof Subject.Live live) {
      outcome = Optional.of(check(answer.proposals().get(number - 1), live));
    }
    if (target.json()) {
      AdviseReport.writeJson(answer, number, outcome, target.wallNanos(), screen.out());
    } else if (outcome.isPresent()) {
      AdviseReport.outcome(answer.proposals().get(number - 1), outcome.get(), screen.width())
          .forEach(screen.out()::println);
    } else {
      AdviseReport.lines(answer, screen.style(), screen.width()).forEach(screen.out()::println);
    }
    return target.end(
        answer.findings(),
        NextQuestions.afterAdvise(answer, target.manner(), outcome.isPresent()),
        screen);
  }

  private AdviceOutcome check(Proposal proposal, Subject.Live live) throws IOException {
    long before = AdviceOutcome.measure(live.process(), proposal.counted());
    AdviseReport.prompt(proposal, screen.width()).forEach(screen.err()::println);
    screen.err().flush();
    @Nullable String line =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    int process = line == null || line.isBlank() ? live.process() : Subject.process(line.strip());
    return new AdviceOutcome(before, AdviceOutcome.measure(process, proposal.counted()));
  }
}
