package dev.fathom.mcp.tool;

import dev.fathom.ask.QuestionException;
import dev.fathom.lab.scenario.Catalogue;
import dev.fathom.lab.scenario.Player;
import dev.fathom.lab.scenario.Scenario;
import dev.fathom.lab.scenario.ScenarioText;
import dev.fathom.view.Escape;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The model machine.
final class LabTool implements Tool {
  private static final String NAME = "lab";

  private static final Parameter SCENARIO =
      Parameter.text("scenario", "the name of one; without it they are listed");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "A model machine that plays scenarios of pages, faults, fork, allocators and linking,"
        + " step by step: what explains a finding. Touches no process.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(SCENARIO);
  }

  @Override
  public ToolAnswer answer(Arguments arguments) throws IOException {
    String name = arguments.text(SCENARIO);
    if (name.isEmpty()) {
      List<Scenario> all = Catalogue.all();
      return new ToolAnswer(
          "The model machine.",
          List.of(Said.plainly(Said.several(all.size(), "scenario") + ".")),
          all.stream()
              .map(each -> String.format(Locale.ROOT, "%-20s %s", each.name(), each.summary()))
              .toList(),
          List.of(new NextCall(NAME, Map.of(SCENARIO.name(), all.getFirst().name()))));
    }
    Scenario scenario =
        Catalogue.find(name)
            .orElseThrow(() ->
                QuestionException.absent(
                    "there is no scenario "
                        + Escape.terminal(name)
                        + "; without one they are listed"));
    return new ToolAnswer(
        "The model machine.",
        List.of(Said.plainly(scenario.summary())),
        new ScenarioText(scenario, Player.play(scenario), WIDTH).text().lines().toList(),
        List.of());
  }
}
