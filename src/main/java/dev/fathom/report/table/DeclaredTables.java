package dev.fathom.report.table;

import dev.fathom.analysis.groups.Partition;
import dev.fathom.view.TableSpec;
import java.util.LinkedHashMap;
import java.util.Map;

/// All tables, by the command that prints them.
public final class DeclaredTables {
  private DeclaredTables() {}

  /// {@return those that `--format` prints, in the order of the documentation}
  public static Map<String, TableSpec<?>> byCommand() {
    Map<String, TableSpec<?>> all = new LinkedHashMap<>();
    all.put("report", TypesTable.SPEC);
    all.put("objects", GroupsTable.of(Partition.By.TYPE));
    all.put("owners", OwnersTable.SPEC);
    all.put("leaks", LeaksTable.SPEC);
    all.put("pages", MappingsTable.SPEC);
    all.put("diff", TypeGrowthTable.SPEC);
    return all;
  }
}
