package dev.fathom.mcp.tool;

import dev.fathom.ask.fragmentation.FragmentationAnswer;
import dev.fathom.ask.fragmentation.FragmentationQuestion;
import dev.fathom.report.fragmentation.FragmentationReport;
import dev.fathom.view.Style;
import java.io.IOException;
import java.util.List;

/// What of the allocators' memory is free.
final class FragmentationTool implements Tool {
  static final String NAME = "fragmentation";

  private static final int ARENAS = 50;

  private final HeldLooks looks;

  FragmentationTool(HeldLooks looks) {
    this.looks = looks;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "What of the allocators' memory is free, trapped between live pieces, or would go back"
        + " to the kernel.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(Parameter.PROCESS, Parameter.FRESH);
  }

  @Override
  public ToolAnswer answer(Arguments arguments) throws IOException {
    HeldLook look = looks.of(arguments.text(Parameter.PROCESS), arguments.flag(Parameter.FRESH));
    FragmentationAnswer answer = new FragmentationQuestion().answer(look.analysis());
    Leads leads = new Leads(look);
    return new ToolAnswer(
        looks.about(look),
        Said.of(answer.conclusions()),
        FragmentationReport.lines(
            answer.findings(), answer.fragmentation(), answer.advice(), ARENAS, Style.PLAIN, WIDTH),
        List.of(leads.to(AdviceTool.NAME), leads.to(OwnersTool.NAME)));
  }
}
