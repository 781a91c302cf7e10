package dev.fathom.mcp.tool;

import dev.fathom.analysis.finding.FamilyFindings;
import dev.fathom.ask.Manner;
import dev.fathom.ask.QuestionException;
import dev.fathom.ask.Subject;
import dev.fathom.ask.workers.WorkersAnswer;
import dev.fathom.ask.workers.WorkersQuestion;
import dev.fathom.model.family.Family;
import dev.fathom.report.processes.WorkersReport;
import dev.fathom.view.Style;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What one more worker costs.
final class WorkersTool implements Tool {
  private static final Parameter PROCESSES =
      new Parameter(
          "processes",
          Parameter.Type.TEXTS,
          "PID or name of a parent, whose descendants are its workers, or of several processes",
          true,
          List.of());

  private static final int TYPES = 12;

  private final Manner manner;

  WorkersTool(Manner manner) {
    this.manner = manner;
  }

  @Override
  public String name() {
    return "workers";
  }

  @Override
  public String description() {
    return "What one more worker of a forking server costs, who shares what, and what broke the"
        + " sharing. Holds all of them at once, each time it is asked.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(PROCESSES);
  }

  @Override
  public ToolAnswer answer(Arguments arguments) throws IOException {
    List<Integer> processes = new ArrayList<>();
    for (String word : arguments.texts(PROCESSES)) {
      int process = Subject.process(word);
      if (process <= 0) {
        throw QuestionException.wrong("there is no process " + process + ": a PID is 1 or more");
      }
      processes.add(process);
    }
    WorkersAnswer answer = new WorkersQuestion(processes, manner.pause(), true, false).answer();
    Family family = answer.family();
    return new ToolAnswer(
        "Processes and their workers, now.",
        Said.of(FamilyFindings.of(family)),
        WorkersReport.lines(family, answer.owners(), TYPES, Style.PLAIN, WIDTH),
        List.of(NextCall.of(ReportTool.NAME, Integer.toString(processes.getFirst()))));
  }
}
