package dev.fathom.cli;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.owners.Explanation;
import dev.fathom.analysis.owners.ObjectParts;
import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.Identity;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.object.Detail;
import dev.fathom.report.Escape;
import dev.fathom.report.ExplainJson;
import dev.fathom.report.ExplainReport;
import dev.fathom.report.PartValues;
import dev.fathom.runtime.Runtime;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fathom explain PID ADDRESS|TYPE`.
@Command(
    name = "explain",
    description =
        "The layout of one object, or of a typical one of a type: fields, sizes, rounding,"
            + " buffers.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ExplainCommand implements Callable<Integer> {
  private static final long MOST_SHOWN_BYTES = 4096;

  private final Screen screen;

  @Mixin private LiveFindings target = new LiveFindings();

  @Parameters(
      index = "1",
      paramLabel = "ADDRESS|TYPE",
      description = "0x… of an object (or its id()), or the name of a type: int, app.Node.")
  private String wanted = "";

  @Option(
      names = "--values",
      description =
          "Show what the fields hold, the text of strings included. Holds the process once more.")
  private boolean values;

  ExplainCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    Analysis analysis = target.look();
    Findings findings = analysis.findings();
    OptionalLong address = AddressOption.parse(wanted);
    OptionalInt object =
        address.isPresent()
            ? findings.objects().beginningAt(address.getAsLong())
            : ObjectParts.typical(findings, wanted);
    if (object.isEmpty()) {
      screen.err().println("fathom: no object at or of type " + Escape.terminal(wanted) + " there");
      return ExitCode.FAILED;
    }
    Explanation explanation = Explanation.of(findings, analysis.owners(), object.getAsInt());
    List<Detail> details =
        explanation.dialect().describesObjects()
                && explanation.parts().home() == ObjectParts.Home.POOL
            ? describe(explanation)
            : List.of();
    if (target.json()) {
      ExplainJson.write(findings, explanation, details, target.wallNanos(), screen.out());
    } else {
      PartValues held = values ? read(findings, explanation) : PartValues.HIDDEN;
      ExplainReport.lines(
              explanation, address.isEmpty(), details, held, screen.style(), screen.width())
          .forEach(screen.out()::println);
    }
    return target.end(findings, screen);
  }

  /// What the runtime's own tools would print. Holds the process once more; of a snapshot there is
  /// nothing.
  private List<Detail> describe(Explanation explanation) throws IOException {
    Optional<Target> opened = target.reopen();
    if (opened.isEmpty()) {
      return List.of();
    }
    try (Target again = opened.get()) {
      List<Runtime.Recognised> instances =
          Parts.languages().stream()
              .flatMap(runtime -> runtime.recognise(again).stream())
              .filter(instance -> instance.dialect().describesObjects())
              .toList();
      if (instances.isEmpty()) {
        return List.of();
      }
      try (Target.Hold hold = again.hold()) {
        Words words = new Words(again.memory());
        List<Detail> details =
            instances.stream()
                .map(each -> each.describe(words, explanation.owner().address(), values))
                .filter(told -> !told.isEmpty())
                .findFirst()
                .orElse(List.of());
        hold.verify();
        return details;
      }
    }
  }

  /// Reads an object again, once the process ran on: it may be another one by now, and then there
  /// is nothing to show.
  private PartValues read(Findings findings, Explanation explanation)
      throws ProcessAccessException {
    ObjectParts parts = explanation.parts();
    if (findings.identity().kind() != Identity.Kind.LIVE) {
      return PartValues.HIDDEN;
    }
    long offset = parts.parts().isEmpty() ? 0 : parts.parts().getFirst().offset();
    int bytes = (int) Math.min(MOST_SHOWN_BYTES, parts.pieceBytes());
    int process = findings.identity().process();
    try (Target again = LiveProcess.open(process, Freeze.PTRACE);
        Target.Hold hold = again.hold()) {
      byte[] read = new Words(again.memory()).bytes(explanation.owner().address() + offset, bytes);
      hold.verify();
      return read == null ? PartValues.HIDDEN : PartValues.of(offset, read);
    }
  }
}
