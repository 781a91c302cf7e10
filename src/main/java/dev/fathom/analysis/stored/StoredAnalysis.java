package dev.fathom.analysis.stored;

import dev.fathom.analysis.account.BalanceSheet;
import dev.fathom.analysis.account.Bookkeeper;
import dev.fathom.analysis.account.Fragmentation;
import dev.fathom.analysis.graph.Analysis;
import dev.fathom.analysis.graph.Entries;
import dev.fathom.analysis.graph.OwnSizes;
import dev.fathom.analysis.graph.OwnerPaths;
import dev.fathom.analysis.groups.Groups;
import dev.fathom.analysis.leaks.Leaks;
import dev.fathom.analysis.owners.LargestOwners;
import dev.fathom.analysis.owners.Owners;
import dev.fathom.model.Conclusions;
import dev.fathom.model.Findings;
import dev.fathom.snapshot.SnapshotFile;
import dev.fathom.snapshot.parquet.TableWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// What follows from findings, in a snapshot: so that whoever opens it need not analyse again.
///
/// | tables | what they say |
/// |---|---|
/// | `accounts`, `type_totals`, `totals` | the balance sheet |
/// | `arena_use`, `arena_states`, `free_sizes`, `pool_use` | fragmentation |
/// | `sizes` | what each object takes and keeps, what dominates it, and how it was reached |
/// | `entries` | from where all objects are reached |
/// | `owners` | the thousand objects that keep the most, and where memory piles up |
/// | `object_groups` | the objects divided by type, module, size, owner and pattern |
/// | `leaks` | what no root reaches |
public final class StoredAnalysis {
  /// Goes up when an analysis of the same findings gives other figures, or is stored in another
  /// form. Then what older snapshots brought along is left where it is, and concluded anew.
  public static final int VERSION = 3;

  private StoredAnalysis() {}

  /// Analyses findings, and makes tables of it. **Cost**: that of [Owners#of], and some 100 ns an
  /// object.
  ///
  /// @return the tables by name, those that take longest to write first
  public static Map<String, TableWriter> tables(Findings findings) {
    Analysis analysis = Analysis.of(findings);
    OwnSizes sizes = analysis.retained().own(analysis.dominators());
    findings.conclusions().put(OwnSizes.class, sizes);
    CompletableFuture<Leaks> leaks = CompletableFuture.supplyAsync(() -> Leaks.of(findings));
    Map<String, TableWriter> tables = new LinkedHashMap<>();
    SizeRows.write(analysis, sizes, tables);
    EntryRows.write(Entries.of(findings).all(), tables);
    OwnerRows.write(Owners.of(findings), tables);
    GroupRows.write(findings, sizes, tables);
    LeakRows.write(leaks.join(), tables);
    SheetRows.write(Bookkeeper.balance(findings), tables);
    FragmentationRows.write(Fragmentation.of(findings), tables);
    return tables;
  }

  /// {@return whether a snapshot has what this version concludes}
  public static boolean isIn(SnapshotFile file) {
    return file.conclusionsVersion() == VERSION;
  }

  /// Gives the findings of a file what was concluded from them, if this version concludes the same.
  ///
  /// @return whether it does
  public static boolean attach(SnapshotFile file) {
    if (!isIn(file)) {
      return false;
    }
    Findings findings = file.findings();
    Conclusions conclusions = findings.conclusions();
    conclusions.store(BalanceSheet.class, file.conclusion(SheetRows::read));
    conclusions.store(
        Fragmentation.class, file.conclusion(opened -> FragmentationRows.read(opened, findings)));
    conclusions.store(OwnSizes.class, file.conclusion(SizeRows::read));
    conclusions.store(Entries.class, file.conclusion(EntryRows::read));
    conclusions.store(
        OwnerPaths.class, file.conclusion(opened -> SizeRows.readPaths(opened, findings)));
    conclusions.store(
        Analysis.class, file.conclusion(opened -> SizeRows.readAnalysis(opened, findings)));
    conclusions.store(LargestOwners.class, file.conclusion(OwnerRows::read));
    conclusions.store(Groups.class, file.conclusion(GroupRows::read));
    conclusions.store(Leaks.class, file.conclusion(LeakRows::read));
    return true;
  }
}
