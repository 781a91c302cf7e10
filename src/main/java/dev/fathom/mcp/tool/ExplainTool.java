package dev.fathom.mcp.tool;

import dev.fathom.analysis.owners.Owners;
import dev.fathom.ask.Again;
import dev.fathom.ask.QuestionException;
import dev.fathom.ask.explain.ExplainAnswer;
import dev.fathom.ask.explain.ExplainQuestion;
import dev.fathom.model.ByteUnit;
import dev.fathom.report.object.ExplainReport;
import dev.fathom.report.object.PartValues;
import dev.fathom.view.Style;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What one object is made of.
final class ExplainTool implements Tool {
  static final String NAME = "explain";

  private static final Parameter VALUES =
      Parameter.flag(
          "values", "show what the fields hold; only where the server was started with --values");

  private final HeldLooks looks;
  private final boolean values;

  /// @param values whether what objects hold may be told
  ExplainTool(HeldLooks looks, boolean values) {
    this.looks = looks;
    this.values = values;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "The layout of one object, or of a typical one of a type: fields, sizes, rounding,"
        + " buffers, what it keeps.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(Parameter.PROCESS, Parameter.OF, VALUES, Parameter.FRESH);
  }

  @Override
  public ToolAnswer answer(Arguments arguments) throws IOException {
    boolean shown = arguments.flag(VALUES);
    if (shown && !values) {
      throw QuestionException.wrong("this server tells no values: it was started without --values");
    }
    HeldLook look = looks.of(arguments.text(Parameter.PROCESS), arguments.flag(Parameter.FRESH));
    String of = arguments.text(Parameter.OF);
    // The process is held once more for what is not in the look, and only for that.
    Optional<Again> again =
        shown && !look.ended()
            ? Optional.of(new Again(look.subject(), looks.manner()))
            : Optional.empty();
    ExplainAnswer answer = new ExplainQuestion(of, again, shown, 1).answer(look.analysis());
    Owners.Owner owner = answer.explanation().owner();
    return new ToolAnswer(
        looks.about(look),
        List.of(
            Said.plainly(
                String.format(
                    Locale.ROOT,
                    "%s is of type %s, at 0x%x; with it would go %s in %s.",
                    owner.path(),
                    owner.type(),
                    owner.address(),
                    ByteUnit.inText(owner.retained()),
                    Said.several(owner.objects(), "object")))),
        ExplainReport.lines(
            answer.explanation(),
            answer.typical(),
            answer.details(),
            answer.reach(),
            PartValues.of(answer.held().offset(), answer.held().bytes()),
            Style.PLAIN,
            WIDTH),
        answer.typical() ? new Leads(look).pathOfType(of).stream().toList() : List.of());
  }
}
