package dev.fathom.mcp.tool;

import dev.fathom.analysis.paths.ObjectPath;
import dev.fathom.ask.path.PathAnswer;
import dev.fathom.ask.path.PathQuestion;
import dev.fathom.report.object.GraphReport;
import dev.fathom.view.Style;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What holds an object, or the objects of a type.
final class PathTool implements Tool {
  static final String NAME = "path";

  private static final int LISTED = 20;

  private final HeldLooks looks;

  PathTool(HeldLooks looks) {
    this.looks = looks;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "What holds an object, or the objects of a type: all ways to them from variables, alike"
        + " ones as one.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(Parameter.PROCESS, Parameter.OF, Parameter.FRESH);
  }

  @Override
  public ToolAnswer answer(Arguments arguments) throws IOException {
    HeldLook look = looks.of(arguments.text(Parameter.PROCESS), arguments.flag(Parameter.FRESH));
    String of = arguments.text(Parameter.OF);
    PathAnswer answer = new PathQuestion(of, LISTED, Optional.empty()).answer(look.analysis());
    List<ObjectPath> paths = answer.paths().paths();
    List<Said> said = new ArrayList<>();
    if (paths.isEmpty()) {
      said.add(Said.plainly("No variable leads there: " + of + "."));
    } else {
      ObjectPath first = paths.getFirst();
      ObjectPath.Step last = first.steps().getLast();
      said.add(
          Said.plainly(
              answer.paths().objects() == 1
                  ? String.format(
                      Locale.ROOT,
                      "It is %s (%s at 0x%x).",
                      first.path(),
                      last.type(),
                      last.address())
                  : String.format(
                      Locale.ROOT,
                      "Of %,d objects %,d are held by %s.",
                      answer.paths().objects(),
                      first.count(),
                      first.path())));
    }
    return new ToolAnswer(
        looks.about(look),
        said,
        GraphReport.paths(answer.paths(), Style.PLAIN, WIDTH),
        next(new Leads(look), of, answer, paths));
  }

  private static List<NextCall> next(
      Leads leads, String of, PathAnswer answer, List<ObjectPath> paths) {
    List<NextCall> next = new ArrayList<>();
    if (answer.paths().objects() > 1) {
      for (ObjectPath path : paths) {
        List<ObjectPath.Step> steps = path.steps();
        if (steps.size() > 1) {
          leads
              .owners(Leads.hexadecimal(steps.get(steps.size() - 2).address()))
              .ifPresent(next::add);
        }
      }
    }
    next.addAll(leads.fromPath(of));
    return next;
  }
}
