package dev.fathom.mcp.tool;

import dev.fathom.analysis.finding.Finding;
import dev.fathom.ask.report.ReportAnswer;
import dev.fathom.ask.report.ReportQuestion;
import dev.fathom.report.TextReport;
import dev.fathom.report.TypeOrder;
import dev.fathom.view.Style;
import java.io.IOException;
import java.util.List;

/// Where the memory went.
final class ReportTool implements Tool {
  static final String NAME = "report";

  private static final int TYPES = 12;

  private final HeldLooks looks;

  ReportTool(HeldLooks looks) {
    this.looks = looks;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "Where the memory of a process went: findings, a balance of its Rss, the largest types"
        + " and owners. Begin here.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(Parameter.PROCESS, Parameter.FRESH);
  }

  @Override
  public ToolAnswer answer(Arguments arguments) throws IOException {
    HeldLook look = looks.of(arguments.text(Parameter.PROCESS), arguments.flag(Parameter.FRESH));
    ReportAnswer report = new ReportQuestion().answer(look.analysis());
    List<Finding> findings = look.analysis().conclusions();
    // The findings stand before the lines, and what to ask next after them.
    List<String> lines = TextReport.figures(report, TYPES, TypeOrder.ALLOCATED, Style.PLAIN, WIDTH);
    return new ToolAnswer(
        looks.about(look), Said.of(findings), lines, new Leads(look).fromReport(findings));
  }
}
