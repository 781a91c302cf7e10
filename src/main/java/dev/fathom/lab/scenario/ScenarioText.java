package dev.fathom.lab.scenario;

import dev.fathom.view.Escape;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A scenario as it is told on a screen: each step, what happened, and the drawing after it.
public final class ScenarioText {
  private static final int LONGEST = 1000;

  private final Scenario scenario;
  private final List<Step> steps;
  private final int width;

  /// @param width columns of the screen
  public ScenarioText(Scenario scenario, List<Step> steps, int width) {
    this.scenario = scenario;
    this.steps = steps;
    this.width = width;
  }

  /// {@return all of it, with the verdict at the end}
  public String text() {
    StringBuilder text = new StringBuilder();
    if (!scenario.summary().isEmpty()) {
      wrap(scenario.summary(), "", "", text);
      if (!scenario.place().isEmpty()) {
        wrap("Talk " + scenario.talk() + ", " + scenario.place(), "", "", text);
      }
      text.append('\n');
    }
    Drawing drawing = new Drawing(scenario.shape(), width);
    for (int i = 0; i < steps.size(); i++) {
      Optional<Step> next = i + 1 < steps.size() ? Optional.of(steps.get(i + 1)) : Optional.empty();
      step(steps.get(i), next, drawing, text);
    }
    return text.append('\n').append(verdict()).toString();
  }

  /// {@return whether the expectations hold, and the steps whose do not}
  public String verdict() {
    long failed = steps.stream().filter(step -> !step.holds()).count();
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%-20s %3d steps, %s%n",
            Escape.terminal(scenario.name()),
            steps.size(),
            failed == 0 ? "all expectations hold" : failed + " do not hold"));
    for (Step step : steps) {
      if (!step.holds()) {
        failure(step, text);
      }
    }
    return text.toString();
  }

  private void failure(Step step, StringBuilder text) {
    wrap("line " + step.line() + ": " + step.text() + ": " + step.failure(), "  ", "    ", text);
  }

  private void step(Step step, Optional<Step> next, Drawing drawing, StringBuilder text) {
    if (step.isNarration()) {
      text.append('\n');
      wrap(step.text().substring("say ".length()), "", "", text);
      text.append('\n');
      return;
    }
    boolean met = step.isExpectation() && step.holds();
    wrap(step.text(), met ? "✓ " : "▸ ", "    ", text);
    if (!met && !step.happened().isEmpty()) {
      wrap(step.happened(), "  ", "  ", text);
    }
    step.details().forEach(line -> wrap(line, "    ", "      ", text));
    if (!step.holds()) {
      failure(step, text);
    }
    StepPicture picture = step.pictureBefore(next);
    if (picture != StepPicture.NONE) {
      text.append(drawing.draw(step, picture)).append("   ").append(step.ram()).append("\n\n");
    }
  }

  /// Breaks lines at blanks where they would be too long.
  private void wrap(String line, String first, String others, StringBuilder text) {
    String rest = Escape.terminal(line, LONGEST);
    String indent = first;
    while (rest.length() > width - indent.length()) {
      int at = rest.lastIndexOf(' ', width - indent.length());
      if (at <= 0 || rest.substring(0, at).isBlank()) {
        at = rest.indexOf(' ', rest.length() - rest.stripLeading().length());
      }
      if (at < 0) {
        break;
      }
      text.append(indent).append(rest, 0, at).append('\n');
      rest = rest.substring(at + 1);
      indent = others;
    }
    text.append(indent).append(rest).append('\n');
  }
}
