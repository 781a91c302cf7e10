package dev.fathom.ask.experiment;

import dev.fathom.ask.experiment.DataTable.DataColumn;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.Warning;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What came out of an experiment.
///
/// @param seen in words
/// @param why it is not what the talk saw
/// @param leftOut what was not done, and for what reason
/// @param warnings for each interpreter that it did not run in
public record ExperimentOutcome(
    Story story,
    long items,
    List<DataTable> tables,
    List<Chart> charts,
    List<String> seen,
    List<String> why,
    List<String> leftOut,
    List<Warning> warnings) {

  /// {@return whether nothing came out}
  public boolean isEmpty() {
    return tables.stream().allMatch(DataTable::isEmpty);
  }

  /// An outcome as it grows.
  static final class Draft {
    private final Story story;
    private final long items;
    private final List<DataTable> tables = new ArrayList<>();
    private final List<Chart> charts = new ArrayList<>();
    private final Set<String> seen = new LinkedHashSet<>();
    private final Set<String> why = new LinkedHashSet<>();
    private final Set<String> leftOut = new LinkedHashSet<>();
    private final Set<Warning> warnings = new LinkedHashSet<>();

    Draft(Story story, long items) {
      this.story = story;
      this.items = items;
    }

    /// Begins a table, and returns its rows, to be filled.
    List<List<Object>> table(String id, String title, DataColumn... columns) {
      List<List<Object>> rows = new ArrayList<>();
      tables.add(new DataTable(id, title, List.of(columns), rows));
      return rows;
    }

    void chart(Chart chart) {
      charts.add(chart);
    }

    void seen(String sentence) {
      seen.add(sentence);
    }

    /// Says why it differs, if the story has anything to say under these words.
    void why(String key) {
      story.text("why." + key).ifPresent(why::add);
    }

    void leftOut(String sentence) {
      leftOut.add(sentence);
    }

    void failed(ProcessAccessException unable) {
      warnings.add(new Warning("interpreter", String.valueOf(unable.getMessage()), true));
    }

    ExperimentOutcome finish() {
      return new ExperimentOutcome(
          story,
          items,
          List.copyOf(tables),
          List.copyOf(charts),
          List.copyOf(seen),
          List.copyOf(why),
          List.copyOf(leftOut),
          List.copyOf(warnings));
    }
  }
}
