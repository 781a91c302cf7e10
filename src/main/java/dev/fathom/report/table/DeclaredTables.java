package dev.fathom.report.table;

import dev.fathom.analysis.groups.Partition;
import dev.fathom.report.table.fleet.DatasetTablesTable;
import dev.fathom.report.table.fleet.FleetChangesTable;
import dev.fathom.report.table.growth.AccountGrowthTable;
import dev.fathom.report.table.growth.OwnerGrowthTable;
import dev.fathom.report.table.growth.TypeGrowthTable;
import dev.fathom.report.table.heap.AllocatorFiguresTable;
import dev.fathom.report.table.heap.ChunkSizesTable;
import dev.fathom.report.table.linking.BuildsTable;
import dev.fathom.report.table.linking.LibrariesTable;
import dev.fathom.report.table.linking.LinkFindingsTable;
import dev.fathom.report.table.linking.ModulesTable;
import dev.fathom.report.table.linking.ObjectsTable;
import dev.fathom.view.TableSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// All tables, by the command that prints them.
public final class DeclaredTables {
  private DeclaredTables() {}

  /// {@return those of each command, in the order of the documentation; the first is the one that
  /// `--format` prints}
  public static Map<String, List<TableSpec<?>>> byCommand() {
    Map<String, List<TableSpec<?>>> all = new LinkedHashMap<>();
    all.put("report", List.of(TypesTable.SPEC));
    all.put("objects", List.of(GroupsTable.of(Partition.By.TYPE)));
    all.put("owners", List.of(OwnersTable.SPEC, KeepersTable.SPEC));
    all.put("owners --returned", List.of(OwnersTable.WITH_RETURNED));
    all.put("owners --reached", List.of(OwnersTable.WITH_REACHED));
    all.put("leaks", List.of(LeaksTable.SPEC));
    all.put("pages", List.of(MappingsTable.SPEC));
    all.put("diff", List.of(TypeGrowthTable.SPEC, OwnerGrowthTable.SPEC, AccountGrowthTable.SPEC));
    all.put(
        "diff --before",
        List.of(FleetChangesTable.TYPES, FleetChangesTable.OWNERS, FleetChangesTable.APPS));
    all.put("dataset", List.of(DatasetTablesTable.SPEC));
    all.put(
        "fragmentation",
        List.of(
            ArenasTable.SPEC,
            FreeSizesTable.SPEC,
            ChunkSizesTable.SPEC,
            AllocatorFiguresTable.SPEC,
            PoolsTable.CLASSES,
            PoolsTable.ARENAS));
    all.put("pins", List.of(PinsTable.SPEC, PinnedHeapsTable.SPEC, PoolsTable.ARENAS));
    all.put(
        "workers",
        List.of(
            WorkersTable.SPEC,
            CausesTable.SPEC,
            WrittenTypesTable.SPEC,
            WrittenOwnersTable.SPEC,
            DuplicatesTable.SPEC));
    all.put(
        "link",
        List.of(
            LibrariesTable.SPEC,
            ModulesTable.SPEC,
            ObjectsTable.SPEC,
            BuildsTable.SPEC,
            LinkFindingsTable.SPEC));
    all.put("top", List.of(ApplicationsTable.SPEC, ProcessesTable.SPEC));
    all.put("verify", List.of(ChecksTable.SPEC));
    return all;
  }
}
