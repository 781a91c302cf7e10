package dev.fathom.mcp.tool;

import dev.fathom.analysis.graph.Sharing;
import dev.fathom.analysis.groups.Partition;
import dev.fathom.ask.objects.ObjectsAnswer;
import dev.fathom.ask.objects.ObjectsQuestion;
import dev.fathom.model.ByteUnit;
import dev.fathom.report.object.GraphReport;
import dev.fathom.view.Style;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What objects there are.
final class ObjectsTool implements Tool {
  static final String NAME = "objects";

  private static final Parameter BY =
      Parameter.choice(
          "by",
          "what to group them by (default type)",
          Arrays.stream(Partition.By.values())
              .map(by -> by.name().toLowerCase(Locale.ROOT))
              .toList());

  private static final Parameter FILTER =
      Parameter.text("filter", "count only types whose name contains this");

  private static final int LISTED = 500;
  private static final int SAID = 3;

  private final HeldLooks looks;

  ObjectsTool(HeldLooks looks) {
    this.looks = looks;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "What objects there are, by type, module, size, owner, kind, or who refers to them and"
        + " how.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(Parameter.PROCESS, BY, FILTER, Parameter.FRESH);
  }

  @Override
  public ToolAnswer answer(Arguments arguments) throws IOException {
    HeldLook look = looks.of(arguments.text(Parameter.PROCESS), arguments.flag(Parameter.FRESH));
    Partition.By by =
        arguments.has(BY)
            ? Partition.By.valueOf(arguments.text(BY).toUpperCase(Locale.ROOT))
            : Partition.By.TYPE;
    ObjectsAnswer answer =
        new ObjectsQuestion(by, arguments.text(FILTER), Optional.empty()).answer(look.analysis());
    Leads leads = new Leads(look);
    List<Said> said = new ArrayList<>();
    List<NextCall> next = new ArrayList<>();
    for (Partition.Row row : answer.rows().stream().limit(SAID).toList()) {
      said.add(
          Said.plainly(
              String.format(
                  Locale.ROOT,
                  "%s: %s, %s.",
                  row.name(),
                  Said.several(row.count(), "object"),
                  ByteUnit.inText(row.allocated()))));
      switch (by) {
        case TYPE -> leads.pathOfType(row.name()).ifPresent(next::add);
        case OWNER -> leads.owners(row.name()).ifPresent(next::add);
        default -> {} // no name of something that can be asked about
      }
    }
    next.add(leads.to(OwnersTool.NAME));
    return new ToolAnswer(
        looks.about(look),
        said,
        GraphReport.partition(
            answer, LISTED, Sharing.isExact(answer.findings()), Style.PLAIN, WIDTH),
        next);
  }
}
