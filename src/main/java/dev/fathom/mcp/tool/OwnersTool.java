package dev.fathom.mcp.tool;

import dev.fathom.analysis.finding.Conclusions;
import dev.fathom.analysis.graph.Sharing;
import dev.fathom.ask.owners.OwnersAnswer;
import dev.fathom.ask.owners.OwnersQuestion;
import dev.fathom.model.Findings;
import dev.fathom.report.object.GraphReport;
import dev.fathom.view.Style;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Who holds the memory.
final class OwnersTool implements Tool {
  static final String NAME = "owners";

  private static final Parameter OF =
      Parameter.text("of", "path or 0x… address of one: what it keeps");

  private static final int LISTED = 100;
  private static final int LISTED_BELOW = 20;
  private static final int SAID = 3;

  private final HeldLooks looks;

  OwnersTool(HeldLooks looks) {
    this.looks = looks;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "Who holds the memory: the variables and objects that keep the most alive, by name; with"
        + " `of`, what one of them keeps.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(Parameter.PROCESS, OF, Parameter.FRESH);
  }

  @Override
  public ToolAnswer answer(Arguments arguments) throws IOException {
    HeldLook look = looks.of(arguments.text(Parameter.PROCESS), arguments.flag(Parameter.FRESH));
    Leads leads = new Leads(look);
    String of = arguments.text(OF);
    OwnersAnswer answer =
        new OwnersQuestion(of, 1, of.isEmpty() ? LISTED : LISTED_BELOW, false, Optional.empty())
            .answer(look.analysis());
    Findings findings = answer.findings();
    if (findings.ownersHidden()) {
      return new ToolAnswer(
          looks.about(look),
          GraphReport.withheld(findings, WIDTH).stream().map(Said::plainly).toList(),
          List.of(),
          List.of(leads.to(ObjectsTool.NAME)));
    }
    List<Said> said = new ArrayList<>();
    answer.listed().stream()
        .limit(of.isEmpty() ? SAID : 1)
        .forEach(owner -> said.add(Said.of(Conclusions.held(findings, owner))));
    if (!of.isEmpty()) {
      said.add(
          Said.plainly(
              "It is at " + Leads.hexadecimal(answer.listed().getFirst().address()) + "."));
    }
    return new ToolAnswer(
        looks.about(look),
        said,
        GraphReport.owners(
            answer.all(), answer.owners().bytes(), Sharing.isExact(findings), Style.PLAIN, WIDTH),
        of.isEmpty()
            ? answer.listed().stream().limit(SAID).map(leads::toward).toList()
            : leads.fromOwner(answer.listed()));
  }
}
