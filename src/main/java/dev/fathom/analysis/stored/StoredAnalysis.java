package dev.fathom.analysis.stored;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.StoredConclusions;
import dev.fathom.analysis.account.BalanceSheet;
import dev.fathom.analysis.account.fragmentation.Fragmentation;
import dev.fathom.analysis.graph.Dominators;
import dev.fathom.analysis.graph.Entries;
import dev.fathom.analysis.graph.OwnSizes;
import dev.fathom.analysis.graph.OwnerPaths;
import dev.fathom.analysis.groups.Groups;
import dev.fathom.analysis.leaks.Leaks;
import dev.fathom.analysis.owners.LargestOwners;
import dev.fathom.analysis.packing.Packable;
import dev.fathom.model.Findings;
import dev.fathom.snapshot.SnapshotFile;
import dev.fathom.snapshot.parquet.TableWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What follows from findings, in a snapshot: so that whoever opens it need not analyse again.
///
/// | tables | what they say |
/// |---|---|
/// | `accounts`, `type_totals`, `totals` | the balance sheet |
/// | `arena_use`, `arena_states`, `free_sizes`, `chunk_sizes`, `pool_use` | fragmentation |
/// | `sizes` | what each object takes and keeps, what dominates it, and how it was reached |
/// | `entries` | from where all objects are reached |
/// | `owners` | the thousand objects that keep the most, and where memory piles up |
/// | `object_groups` | the objects divided by type, module, size, owner and pattern |
/// | `leaks` | what no root reaches |
/// | `packable` | small objects that could be one large one |
public final class StoredAnalysis implements StoredConclusions {
  /// Goes up when an analysis of the same findings gives other figures, or is stored in another
  /// form. Then what older snapshots brought along is left where it is, and concluded anew.
  public static final int VERSION = 3;

  private final SnapshotFile file;

  private StoredAnalysis(SnapshotFile file) {
    this.file = file;
  }

  /// Makes tables of an analysis. **Cost**: that of its owners, and some 100 ns an object.
  ///
  /// @return the tables by name, those that take longest to write first
  public static Map<String, TableWriter> tables(Analysis analysis) {
    analysis.retained();
    analysis.begin(Analysis::leaks);
    Map<String, TableWriter> tables = new LinkedHashMap<>();
    SizeRows.write(analysis, tables);
    EntryRows.write(analysis.entries().all(), tables);
    OwnerRows.write(analysis.owners(), tables);
    GroupRows.write(analysis, tables);
    LeakRows.write(analysis.leaks(), tables);
    SheetRows.write(analysis.sheet(), tables);
    FragmentationRows.write(analysis.fragmentation(), tables);
    PackableRows.write(analysis.packable(), tables);
    return tables;
  }

  /// {@return whether a snapshot has what this version concludes}
  public static boolean isIn(SnapshotFile file) {
    return file.conclusionsVersion() == VERSION;
  }

  /// {@return the analysis of a file: with what was concluded from it earlier, if this version
  /// concludes the same}
  ///
  /// @param findings those of the file, whatever they are called
  public static Analysis of(SnapshotFile file, Findings findings) {
    return isIn(file) ? Analysis.of(findings, new StoredAnalysis(file)) : Analysis.of(findings);
  }

  private <T> T read(SnapshotFile.Reading<T> reading) {
    return file.conclusion(reading).get();
  }

  @Override
  public BalanceSheet sheet() {
    return read(SheetRows::read);
  }

  @Override
  public Fragmentation fragmentation() {
    return read(FragmentationRows::read);
  }

  @Override
  public OwnSizes sizes() {
    return read(SizeRows::read);
  }

  @Override
  public Entries entries() {
    return read(EntryRows::read);
  }

  @Override
  public OwnerPaths paths(Entries entries) {
    return read(opened -> SizeRows.readPaths(opened, entries));
  }

  @Override
  public Dominators dominators() {
    return read(SizeRows::readDominators);
  }

  @Override
  public Optional<LargestOwners> largestOwners() {
    return read(OwnerRows::read);
  }

  @Override
  public Groups groups() {
    return read(GroupRows::read);
  }

  @Override
  public Leaks leaks() {
    return read(LeakRows::read);
  }

  @Override
  public Optional<List<Packable>> packable() {
    return read(PackableRows::read);
  }
}
