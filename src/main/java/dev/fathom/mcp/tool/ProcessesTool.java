package dev.fathom.mcp.tool;

import dev.fathom.analysis.finding.MachineFindings;
import dev.fathom.ask.top.TopQuestion;
import dev.fathom.model.family.Applications;
import dev.fathom.report.processes.TopReport;
import dev.fathom.view.Style;
import java.util.Comparator;
import java.util.List;

/// Which processes there are.
final class ProcessesTool implements Tool {
  private static final int LISTED = 200;
  private static final int NEXT = 3;

  @Override
  public String name() {
    return "processes";
  }

  @Override
  public String description() {
    return "Which processes use the memory of this machine, by application, the largest first.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of();
  }

  @Override
  public ToolAnswer answer(Arguments arguments) {
    Applications applications = new TopQuestion().answer();
    long itself = ProcessHandle.current().pid();
    return new ToolAnswer(
        "The processes of this machine, now.",
        Said.of(MachineFindings.of(applications)),
        // What is said of them stands before the lines.
        TopReport.lines(
                applications,
                new TopReport.Layout(LISTED, TopReport.Form.OPEN, false, false),
                Style.PLAIN,
                WIDTH)
            .stream()
            .dropWhile(line -> !line.isEmpty())
            .toList(),
        applications.all().stream()
            .flatMap(application -> application.members().stream())
            .filter(member -> member.stat().process() != itself)
            .sorted(Comparator.comparingLong(Applications.Member::pss).reversed())
            .limit(NEXT)
            .map(member -> NextCall.of(ReportTool.NAME, Integer.toString(member.stat().process())))
            .toList());
  }
}
