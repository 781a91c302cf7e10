package dev.fathom.mcp.tool;

import dev.fathom.ask.advise.AdviseAnswer;
import dev.fathom.ask.advise.AdviseQuestion;
import dev.fathom.ask.advise.Proposal;
import dev.fathom.model.ByteUnit;
import dev.fathom.report.advise.AdviseReport;
import dev.fathom.view.Style;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What would make a process smaller.
final class AdviceTool implements Tool {
  static final String NAME = "advice";

  private final HeldLooks looks;

  AdviceTool(HeldLooks looks) {
    this.looks = looks;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "What would make a process smaller, by how much, and how it is done. Nothing is done.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(Parameter.PROCESS, Parameter.FRESH);
  }

  @Override
  public ToolAnswer answer(Arguments arguments) throws IOException {
    HeldLook look = looks.of(arguments.text(Parameter.PROCESS), arguments.flag(Parameter.FRESH));
    AdviseAnswer answer = new AdviseQuestion(look.subject()).answer(look.analysis());
    List<Said> said = new ArrayList<>();
    for (Proposal proposal : answer.proposals()) {
      said.add(
          Said.plainly(
              "At most "
                  + ByteUnit.inText(proposal.bytes().most())
                  + ": "
                  + proposal.what()
                  + "."));
    }
    return new ToolAnswer(
        looks.about(look), said, AdviseReport.lines(answer, Style.PLAIN, WIDTH), List.of());
  }
}
