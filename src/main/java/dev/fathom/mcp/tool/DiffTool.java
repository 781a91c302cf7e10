package dev.fathom.mcp.tool;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.diff.Difference;
import dev.fathom.analysis.finding.Finding;
import dev.fathom.analysis.finding.FindingKind;
import dev.fathom.ask.diff.DiffAnswer;
import dev.fathom.report.diff.DiffReport;
import dev.fathom.view.Style;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What grew between two looks.
final class DiffTool implements Tool {
  static final String NAME = "diff";

  private static final Parameter BEFORE =
      Parameter.text(
          "before", "a snapshot or other process to compare with (default: the look that is held)");

  private static final int LISTED = 20;

  private final HeldLooks looks;

  DiffTool(HeldLooks looks) {
    this.looks = looks;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "What grew since the look that is held, or since a snapshot, and who holds it. Looks at"
        + " the process anew; that look is held from then on.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(Parameter.PROCESS, BEFORE);
  }

  @Override
  public ToolAnswer answer(Arguments arguments) throws IOException {
    String process = arguments.text(Parameter.PROCESS);
    Optional<HeldLook> before =
        arguments.has(BEFORE)
            ? Optional.of(looks.of(arguments.text(BEFORE), false))
            : looks.earlier(process);
    HeldLook after = looks.of(process, true);
    if (before.isEmpty()) {
      return new ToolAnswer(
          looks.about(after),
          List.of(Said.plainly("This is the first look: it is held. Ask again once time passed.")),
          List.of(),
          List.of(NextCall.of(NAME, process), NextCall.of(ReportTool.NAME, process)));
    }
    return answer(before.get(), after);
  }

  private ToolAnswer answer(HeldLook before, HeldLook after) {
    Analysis one = before.analysis();
    Analysis other = after.analysis();
    DiffAnswer answer =
        new DiffAnswer(
            one,
            other,
            Difference.of(one, other),
            one.findings().partial() || other.findings().partial());
    List<Finding> findings = answer.conclusions();
    Leads leads = new Leads(after);
    List<NextCall> next = new ArrayList<>();
    findings.stream()
        .filter(each -> each.kind() == FindingKind.GROWN || each.kind() == FindingKind.GROWN_ONLY)
        .flatMap(each -> each.subjects().stream())
        .forEach(owner -> leads.owners(owner).ifPresent(next::add));
    next.add(leads.to(OwnersTool.NAME));
    return new ToolAnswer(
        looks.about(after) + " Before: " + looks.about(before),
        Said.of(findings),
        DiffReport.lines(
            answer.difference(),
            one.findings(),
            other.findings(),
            List.of(before.name(), after.name()),
            LISTED,
            Style.PLAIN,
            WIDTH),
        next);
  }
}
