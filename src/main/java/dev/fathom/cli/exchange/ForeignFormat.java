package dev.fathom.cli.exchange;

import dev.fathom.export.ExportFormat;
import dev.fathom.export.chrome.HeapSnapshot;
import dev.fathom.export.flame.FlameSvg;
import dev.fathom.export.flame.FoldedStacks;
import dev.fathom.export.flame.Speedscope;
import dev.fathom.export.hprof.HprofFormat;
import dev.fathom.export.picture.BalanceSvg;
import dev.fathom.export.picture.FragmentationSvg;
import dev.fathom.export.picture.IcicleSvg;
import dev.fathom.export.picture.MapSvg;
import dev.fathom.export.picture.TreemapSvg;
import dev.fathom.export.pprof.PprofProfile;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/// What `fathom export --to` writes.
@SuppressWarnings("ImmutableEnumChecker") // constructors, and lists that do not change
enum ForeignFormat {
  PPROF(
      ".pb.gz",
      false,
      PprofProfile::new,
      "go tool pprof -http=: FILE",
      "go tool pprof -top -cum FILE"),
  FLAME(".flame.svg", true, FlameSvg::new, "xdg-open FILE"),
  SPEEDSCOPE(".speedscope.json", true, Speedscope::new, "npx speedscope FILE"),
  FOLDED(".folded", true, FoldedStacks::new, "flamegraph.pl --countname bytes FILE > owners.svg"),
  CHROME(
      ".heapsnapshot",
      true,
      HeapSnapshot::new,
      "in Chrome: DevTools, Memory, Load profile: FILE",
      "memlab analyze object-size --snapshot FILE"),
  HPROF(".hprof", false, HprofFormat::new, "MemoryAnalyzer FILE", "visualvm --openfile FILE"),
  BALANCE(".balance.svg", true, BalanceSvg::new, "xdg-open FILE"),
  TREEMAP(".treemap.svg", true, TreemapSvg::new, "xdg-open FILE"),
  ICICLE(".icicle.svg", true, IcicleSvg::new, "xdg-open FILE"),
  MAP(".map.svg", true, MapSvg::new, "xdg-open FILE"),
  FRAGMENTATION(".fragmentation.svg", true, FragmentationSvg::new, "xdg-open FILE");

  private final String suffix;
  private final boolean text;
  private final Supplier<ExportFormat> writer;
  private final List<String> readers;

  /// @param suffix how the name of such a file ends
  /// @param text whether a terminal can show it
  /// @param readers commands that read it, `FILE` for its name; the usual one first
  ForeignFormat(String suffix, boolean text, Supplier<ExportFormat> writer, String... readers) {
    this.suffix = suffix;
    this.text = text;
    this.writer = writer;
    this.readers = List.of(readers);
  }

  String suffix() {
    return suffix;
  }

  boolean isText() {
    return text;
  }

  ExportFormat writer() {
    return writer.get();
  }

  List<String> readers() {
    return readers;
  }

  /// {@return what users call it}
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
