package dev.fathom.analysis;

import dev.fathom.analysis.account.Advice;
import dev.fathom.analysis.account.BalanceSheet;
import dev.fathom.analysis.account.Bookkeeper;
import dev.fathom.analysis.account.fragmentation.Fragmentation;
import dev.fathom.analysis.account.fragmentation.Pins;
import dev.fathom.analysis.finding.Conclusions;
import dev.fathom.analysis.finding.Finding;
import dev.fathom.analysis.finding.PackingFindings;
import dev.fathom.analysis.graph.Dominators;
import dev.fathom.analysis.graph.Entries;
import dev.fathom.analysis.graph.GraphAnalysis;
import dev.fathom.analysis.graph.OwnSizes;
import dev.fathom.analysis.graph.OwnerPaths;
import dev.fathom.analysis.graph.Retained;
import dev.fathom.analysis.groups.Groups;
import dev.fathom.analysis.groups.Partition;
import dev.fathom.analysis.leaks.Leaks;
import dev.fathom.analysis.owners.LargestOwners;
import dev.fathom.analysis.owners.Owners;
import dev.fathom.analysis.packing.Packable;
import dev.fathom.analysis.paths.Occupants;
import dev.fathom.model.Findings;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// The findings of one look, and what follows from them.
///
/// Each conclusion is drawn once, when it is asked for first, whichever thread asks; nothing is
/// drawn that nobody needs. Those that a snapshot brought along are read instead. The findings know
/// nothing of it.
public final class Analysis implements GraphAnalysis {
  private final Findings findings;
  private final Optional<StoredConclusions> stored;

  private final Once<BalanceSheet> sheet;
  private final Once<Fragmentation> fragmentation;
  private final Once<Pins> pins;
  private final Once<Entries> entries;
  private final Once<OwnSizes> sizes;
  private final Once<Dominators> dominators;
  private final Once<Retained> retained;
  private final Once<OwnerPaths> paths;
  private final Once<Owners> owners;
  private final Once<Leaks> leaks;
  private final Once<Optional<Groups>> storedGroups;
  private final Once<Occupants> occupants;
  private final Once<List<Packable>> packable;

  private Analysis(Findings findings, Optional<StoredConclusions> stored) {
    this.findings = findings;
    this.stored = stored;
    this.sheet = once(StoredConclusions::sheet, () -> Bookkeeper.balance(findings));
    this.fragmentation = once(StoredConclusions::fragmentation, () -> Fragmentation.of(findings));
    this.pins = new Once<>(() -> Pins.of(findings, fragmentation()));
    this.entries = once(StoredConclusions::entries, () -> Entries.of(findings));
    this.sizes = once(StoredConclusions::sizes, this::measure);
    this.dominators = once(StoredConclusions::dominators, () -> Dominators.of(findings, entries()));
    this.retained = new Once<>(this::sumUp);
    this.paths = once(known -> known.paths(entries()), () -> OwnerPaths.of(findings, entries()));
    this.owners = new Once<>(this::findOwners);
    this.leaks = once(StoredConclusions::leaks, () -> Leaks.of(this));
    this.storedGroups = new Once<>(() -> stored.map(StoredConclusions::groups));
    this.packable = new Once<>(this::pack);
    this.occupants = new Once<>(() -> Occupants.of(findings, paths()));
  }

  /// {@return the analysis of findings, of which nothing is known yet}
  public static Analysis of(Findings findings) {
    return new Analysis(findings, Optional.empty());
  }

  /// {@return the analysis of findings that brought along what was concluded from them}
  public static Analysis of(Findings findings, StoredConclusions stored) {
    return new Analysis(findings, Optional.of(stored));
  }

  private <T> Once<T> once(Function<StoredConclusions, T> reading, Supplier<T> drawing) {
    return new Once<>(() -> stored.map(reading).orElseGet(drawing));
  }

  /// Begins to draw a conclusion on a thread of its own, while the caller does something else. What
  /// fails there fails again when somebody asks.
  public void begin(Consumer<Analysis> conclusion) {
    Thread.ofPlatform()
        .daemon()
        .name("analysis")
        .uncaughtExceptionHandler((thread, failure) -> {})
        .start(() -> conclusion.accept(this));
  }

  @Override
  public Findings findings() {
    return findings;
  }

  /// {@return the balance sheet} **Cost**: some 20 ns a piece of memory; none where the owners were
  /// found before.
  public BalanceSheet sheet() {
    return sheet.get();
  }

  /// {@return what of the allocators' memory is free} **Cost**: some 20 ns a piece.
  public Fragmentation fragmentation() {
    return fragmentation.get();
  }

  /// {@return what keeps the heaps from shrinking}
  public Pins pins() {
    return pins.get();
  }

  /// {@return what could be done to have less memory free}
  public List<Advice> advice() {
    return Advice.of(findings, fragmentation(), pins());
  }

  /// {@return where the memory went, in words}
  public List<Finding> verdict() {
    Owners owned = owners(); // first: the balance sheet is made on the way to them
    return Conclusions.verdict(findings, sheet(), owned, packable());
  }

  /// {@return small objects that could be one large one} **Cost**: some nanoseconds an object.
  public List<Packable> packable() {
    return packable.get();
  }

  private List<Packable> pack() {
    return stored
        .flatMap(StoredConclusions::packable)
        .orElseGet(
            () -> Packable.of(this, Math.round(PackingFindings.WORTH_SAYING * findings.rss())));
  }

  /// {@return all that is concluded of this look} **Cost**: that of owners, pins and leaks.
  public List<Finding> conclusions() {
    return Conclusions.of(findings, sheet(), verdict(), pins(), leaks());
  }

  /// **Cost**: some 30 ns an edge.
  @Override
  public Entries entries() {
    return entries.get();
  }

  /// **Cost**: that of a balance sheet, or some 10 ns an object where it is known what they keep.
  @Override
  public OwnSizes sizes() {
    return sizes.get();
  }

  private OwnSizes measure() {
    return retained.isDrawn()
        ? retained().own(dominators())
        : OwnSizes.measure(findings, sheet::offer);
  }

  @Override
  public Dominators dominators() {
    return dominators.get();
  }

  /// **Cost**: that of the dominators and of a balance sheet, side by side.
  @Override
  public Retained retained() {
    return retained.get();
  }

  private Retained sumUp() {
    begin(Analysis::dominators);
    return stored.isPresent() || sizes.isDrawn()
        ? Retained.of(sizes(), dominators())
        : Retained.measure(findings, sheet::offer, this::dominators);
  }

  @Override
  public OwnerPaths paths() {
    return paths.get();
  }

  /// {@return who holds the memory} **Cost**: some 200 ns an object, on two cores; next to nothing
  /// where that is known.
  public Owners owners() {
    return owners.get();
  }

  private Owners findOwners() {
    Optional<LargestOwners> largest = stored.flatMap(StoredConclusions::largestOwners);
    if (largest.isEmpty()) {
      begin(Analysis::paths);
      Retained _ = retained();
      OwnerPaths _ = paths();
    }
    return Owners.of(this, largest);
  }

  /// {@return whether the owners are known already: to find them takes time}
  public boolean knowsOwners() {
    return owners.isDrawn();
  }

  /// {@return what no root reaches}
  public Leaks leaks() {
    return leaks.get();
  }

  /// {@return the objects divided into groups, the largest first} They are not kept. **Cost**: some
  /// 20 ns an object; next to nothing where they are stored.
  ///
  /// @param filter a part of the qualified name of the types to be counted; empty for all
  public List<Partition.Row> groups(Partition.By by, String filter) {
    return storedGroups
        .get()
        .flatMap(known -> known.of(by, filter))
        .orElseGet(() -> Partition.of(this, by, filter, object -> true));
  }

  /// {@return who is in which piece of an allocator's memory}
  public Occupants occupants() {
    return occupants.get();
  }
}
