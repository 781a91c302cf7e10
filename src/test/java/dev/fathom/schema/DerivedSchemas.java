package dev.fathom.schema;

import dev.fathom.analysis.account.Advice;
import dev.fathom.analysis.account.Evidence;
import dev.fathom.analysis.finding.FindingKind;
import dev.fathom.analysis.finding.Severity;
import dev.fathom.analysis.groups.Partition;
import dev.fathom.analysis.owners.ObjectParts;
import dev.fathom.analysis.owners.Place;
import dev.fathom.lab.interpreter.Comparison;
import dev.fathom.lab.machine.Outcome;
import dev.fathom.lab.scenario.StepPicture;
import dev.fathom.model.HoldMethod;
import dev.fathom.model.Identity;
import dev.fathom.model.family.Cause;
import dev.fathom.model.family.Worker;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.Arena;
import dev.fathom.model.memory.BlockState;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.model.memory.ClaimTable;
import dev.fathom.model.object.Holder;
import dev.fathom.report.table.DeclaredTables;
import dev.fathom.report.table.GroupsTable;
import dev.fathom.view.Column;
import dev.fathom.view.TableSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/// The parts of the schemas that follow from declarations: rows of tables from their columns, and
/// words from the constants that they are the names of.
final class DerivedSchemas {
  private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

  private DerivedSchemas() {}

  /// {@return the text of each, by the name of its file}
  static Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("tables", text("The rows of tables", tables()));
    texts.put("words", text("Words for what is one of few", words()));
    return texts;
  }

  private static String text(String title, Map<String, Object> definitions) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("$schema", DIALECT);
    document.put("title", title);
    document.put(
        "$comment", "Follows from declarations in the source; dev.fathom.schema makes it.");
    document.put("$defs", definitions);
    return PrettyJson.of(document);
  }

  /// Rows are open: a command may print more beside the columns, and closes them where it names
  /// them.
  private static Map<String, Object> tables() {
    Map<String, Object> rows = new LinkedHashMap<>();
    DeclaredTables.byCommand()
        .forEach((command, specs) -> {
          if (command.equals("objects")) {
            for (Partition.By by : Partition.By.values()) {
              TableSpec<?> groups = GroupsTable.of(by);
              rows.put("objects.rows." + groups.columns().getFirst().id(), row(groups));
            }
          } else {
            // A blank does not go into a reference.
            String name = command.replace(" --", "-");
            specs.forEach(spec -> rows.put(name + "." + spec.id(), row(spec)));
          }
        });
    return rows;
  }

  private static Map<String, Object> row(TableSpec<?> spec) {
    Map<String, Object> properties = new LinkedHashMap<>();
    for (Column<?> column : spec.columns()) {
      Map<String, Object> property = new LinkedHashMap<>();
      switch (column.kind()) {
        case TEXT -> property.put("type", "string");
        case FLAG -> property.put("type", "boolean");
        case ID -> property.put("$ref", "common.json#/$defs/id");
        case COUNT -> property.put("$ref", "common.json#/$defs/count");
        case BYTES -> property.put("$ref", "common.json#/$defs/bytes");
        case ADDRESS -> property.put("$ref", "common.json#/$defs/address");
        case SHARE -> property.put("$ref", "common.json#/$defs/share");
      }
      property.put("description", column.meaning());
      properties.put(column.id(), property);
    }
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("description", spec.meaning());
    row.put("type", "object");
    row.put("properties", properties);
    row.put(
        "required",
        spec.columns().stream().filter(column -> !column.optional()).map(Column::id).toList());
    return row;
  }

  private static Map<String, Object> words() {
    Map<String, Object> words = new LinkedHashMap<>();
    put(words, "targetKind", Identity.Kind.values(), Identity.Kind::id);
    put(words, "holdMethod", HoldMethod.values(), HoldMethod::id);
    put(words, "evidence", Evidence.values(), DerivedSchemas::lower);
    put(words, "severity", Severity.values(), Severity::id);
    put(words, "findingKind", FindingKind.values(), FindingKind::id);
    put(words, "adviceAction", Advice.Action.values(), Advice.Action::id);
    put(words, "areaKind", Area.Kind.values(), DerivedSchemas::lower);
    put(words, "claimKind", ClaimTable.Kind.values(), ClaimTable.Kind::id);
    put(words, "pageState", Place.Page.values(), DerivedSchemas::lower);
    put(words, "arenaKind", Arena.Kind.values(), Arena.Kind::id);
    put(words, "chunkState", ChunkState.values(), ChunkState::id);
    put(words, "blockState", BlockState.values(), DerivedSchemas::lower);
    put(words, "holderKind", Holder.Kind.values(), DerivedSchemas::lower);
    put(words, "objectHome", ObjectParts.Home.values(), DerivedSchemas::lower);
    put(words, "partKind", ObjectParts.Kind.values(), DerivedSchemas::lower);
    put(words, "kinship", Worker.Kinship.values(), DerivedSchemas::lower);
    put(words, "cause", Cause.values(), Cause::id);
    put(words, "labPicture", StepPicture.values(), DerivedSchemas::spaced);
    put(words, "labOutcome", Outcome.values(), DerivedSchemas::spaced);
    put(words, "labProgram", Comparison.Program.values(), Comparison.Program::id);
    return words;
  }

  private static <E extends Enum<E>> void put(
      Map<String, Object> words, String name, E[] constants, Function<E, String> word) {
    words.put(name, Map.of("enum", List.copyOf(Stream.of(constants).map(word).toList())));
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String spaced(Enum<?> constant) {
    return lower(constant).replace('_', ' ');
  }
}
