package dev.fathom.snapshot.rows;

import dev.fathom.model.dialect.Dialects;
import dev.fathom.model.memory.AllocatorFigure;
import dev.fathom.model.memory.Arena;
import dev.fathom.model.memory.ChunkFrame;
import dev.fathom.model.memory.Heaps;
import dev.fathom.snapshot.parquet.DamagedTableException;
import dev.fathom.snapshot.parquet.Numbers;
import dev.fathom.snapshot.parquet.TableReader;
import dev.fathom.snapshot.parquet.TableWriter;
import dev.fathom.snapshot.parquet.Texts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The allocators' arenas, and the ranges that they fill, as two tables; a heap names a row of the
/// arenas. A third has what the allocators have in their own variables.
public final class HeapRows {
  public static final String ARENAS = "arenas";
  public static final String HEAPS = "heaps";
  public static final String FIGURES = "allocator_figures";

  /// The places of these in their lists are what the file holds.
  private static final List<Arena.Kind> KINDS =
      List.of(Arena.Kind.MAIN, Arena.Kind.THREAD, Arena.Kind.MAPPED, Arena.Kind.REGIONS);

  private static final List<Arena.Release> RELEASES =
      List.of(Arena.Release.PAGES_AND_TOP, Arena.Release.PAGES, Arena.Release.NOTHING);

  private static final String TRIM_THRESHOLD = "trim_threshold";

  private HeapRows() {}

  public static TableWriter writeArenas(Heaps heaps) {
    List<Heaps.NamedArena> arenas = heaps.arenas();
    return new TableWriter(arenas.size())
        .numbers("id", row -> row)
        .texts("allocator", row -> arenas.get(row).allocator())
        .numbers("number", row -> arenas.get(row).arena().number())
        .numbers("kind", row -> KINDS.indexOf(arenas.get(row).arena().kind()))
        .numbers("system_bytes", row -> arenas.get(row).arena().systemBytes())
        .numbers(TRIM_THRESHOLD, row -> arenas.get(row).arena().trimThreshold())
        .numbers("release", row -> RELEASES.indexOf(arenas.get(row).arena().release()))
        .texts(
            "threads",
            row ->
                arenas.get(row).arena().threads().stream()
                    .map(String::valueOf)
                    .collect(Collectors.joining(" ")));
  }

  public static TableWriter writeHeaps(Heaps heaps) {
    List<Heaps.Range> ranges = heaps.ranges();
    return new TableWriter(ranges.size())
        .numbers("address", row -> ranges.get(row).start())
        .numbers("bytes", row -> ranges.get(row).end() - ranges.get(row).start())
        .numbers("arena", row -> ranges.get(row).arena());
  }

  public static TableWriter writeFigures(Heaps heaps) {
    List<AllocatorFigure> figures = heaps.figures();
    return new TableWriter(figures.size())
        .texts("allocator", row -> figures.get(row).allocator())
        .texts("name", row -> figures.get(row).name())
        .numbers("in_bytes", row -> figures.get(row).unit() == AllocatorFigure.Unit.BYTES ? 1 : 0)
        .numbers("value", row -> figures.get(row).value())
        .texts("meaning", row -> figures.get(row).meaning());
  }

  private static List<AllocatorFigure> readFigures(TableReader rows) throws IOException {
    Texts allocator = rows.texts("allocator");
    Texts name = rows.texts("name");
    Numbers inBytes = rows.numbers("in_bytes").within(0, 2);
    Numbers value = rows.numbers("value").within(0, Long.MAX_VALUE);
    Texts meaning = rows.texts("meaning");
    List<AllocatorFigure> figures = new ArrayList<>();
    for (int row = 0; row < rows.rows(); row++) {
      figures.add(
          new AllocatorFigure(
              allocator.next(),
              name.next(),
              inBytes.next() != 0 ? AllocatorFigure.Unit.BYTES : AllocatorFigure.Unit.COUNT,
              value.next(),
              meaning.next()));
    }
    return figures;
  }

  /// Reads them.
  ///
  /// @param figureRows what the allocators have in their own variables; files of earlier times do
  ///   not tell
  public static Heaps read(
      TableReader arenaRows,
      TableReader heapRows,
      Optional<TableReader> figureRows,
      Dialects dialects)
      throws IOException {
    Texts allocator = arenaRows.texts("allocator");
    Numbers number = arenaRows.numbers("number");
    Numbers kind = arenaRows.numbers("kind");
    Numbers system = arenaRows.numbers("system_bytes");
    Numbers release = arenaRows.numbers("release");
    Texts threads = arenaRows.texts("threads");
    // Files of earlier times have none.
    Optional<Numbers> threshold =
        arenaRows.has(TRIM_THRESHOLD)
            ? Optional.of(arenaRows.numbers(TRIM_THRESHOLD))
            : Optional.empty();
    List<Heaps.NamedArena> arenas = new ArrayList<>();
    for (int row = 0; row < arenaRows.rows(); row++) {
      String name = allocator.next();
      arenas.add(
          new Heaps.NamedArena(
              name,
              new Arena(
                  number.next(Arena.OF_MAPPED_CHUNKS, Integer.MAX_VALUE),
                  KINDS.get(kind.next(0, KINDS.size())),
                  system.next(),
                  threshold.isPresent() ? threshold.get().next() : Arena.NOT_SAID,
                  RELEASES.get(release.next(0, RELEASES.size())),
                  threads(threads.next())),
              ChunkFrame.NONE,
              dialects.release(name)));
    }
    Numbers address = heapRows.numbers("address");
    Numbers bytes = heapRows.numbers("bytes");
    Numbers arena = heapRows.numbers("arena");
    List<Heaps.Range> ranges = new ArrayList<>();
    long before = 0;
    for (int row = 0; row < heapRows.rows(); row++) {
      long start = address.next();
      long end = start + bytes.next();
      // Whoever goes from heap to heap, or through one, comes to an end.
      if (start < before || end <= start) {
        throw new DamagedTableException("heaps are in no order, or have no end");
      }
      ranges.add(new Heaps.Range(arena.next(0, arenas.size()), start, end));
      before = start;
    }
    return new Heaps(
        arenas, ranges, figureRows.isPresent() ? readFigures(figureRows.get()) : List.of());
  }

  private static List<Integer> threads(String text) throws IOException {
    List<Integer> threads = new ArrayList<>();
    for (String word : text.split(" ", -1)) {
      if (word.matches("\\d{1,9}")) {
        threads.add(Integer.valueOf(word));
      } else if (!word.isEmpty()) {
        throw new DamagedTableException("arenas have threads that are no numbers");
      }
    }
    return threads;
  }
}
