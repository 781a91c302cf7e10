package dev.fathom.analysis.linking;

import dev.fathom.model.linking.LinkGraph;
import dev.fathom.model.linking.LinkedFile;
import dev.fathom.model.linking.StartPages;

/// What one more process of a program costs when it has been loaded and has done nothing of its own
/// yet, foretold from its files.
///
/// Pages that the loader writes are known. Of the other pages of variables half are taken as
/// written: the C library's own start does that, and constructors. The rest is what was measured of
/// programs that do nothing, on Linux 6.18 with glibc 2.36 and musl 1.2.3: stack, the loader's
/// notes, and what a thread has. Page tables follow from how much is mapped; addresses are random,
/// so that a table more or less is.
///
/// @param written bytes of pages that the loader writes
/// @param variables bytes of other pages of variables that are written
/// @param beside stack, the loader's notes, and the like
/// @param tables page tables
/// @param shared bytes of the files that all processes share; at most, since what is not used is
///   not read
public record StartCost(long written, long variables, long beside, long tables, long shared) {
  private static final long PAGE_BYTES = 4096;

  /// A page of a page table maps that much.
  private static final long TABLE_SPAN = 2L << 20;

  private static final long BESIDE = 20L << 10;

  /// The loader's structure of a file, its names and its place in lists of others.
  private static final long BESIDE_A_FILE = 3L << 10;

  /// The upper levels, and one for the program, for its heap and for its stack.
  private static final long TABLES_ALWAYS = 8;

  /// {@return that of a program with all that it needs}
  public static StartCost of(LinkGraph graph) {
    long written = 0;
    long writable = 0;
    long shared = 0;
    long large = 0;
    long small = 0;
    for (LinkedFile file : graph.files()) {
      written += StartPages.of(file).length * PAGE_BYTES;
      for (LinkedFile.Segment segment : file.layout().segments()) {
        long from = segment.start() & -PAGE_BYTES;
        if (segment.writable()) {
          writable += pages(segment.end() - from);
        } else {
          shared += pages(segment.fileEnd() - from);
        }
      }
      long span = file.layout().end();
      if (span - firstAddress(file) >= TABLE_SPAN) {
        large++;
      } else {
        small += span - firstAddress(file);
      }
    }
    boolean dynamic = graph.files().size() > 1;
    long files = dynamic ? graph.files().size() * BESIDE_A_FILE : 0;
    long libraries = dynamic ? 2 * large + small / TABLE_SPAN + 1 : 1;
    return new StartCost(
        written,
        pages(Math.max(0, writable - written) / 2),
        files + BESIDE,
        (TABLES_ALWAYS + libraries) * PAGE_BYTES,
        shared);
  }

  private static long firstAddress(LinkedFile file) {
    return file.layout().segments().stream().mapToLong(LinkedFile.Segment::start).min().orElse(0);
  }

  private static long pages(long bytes) {
    return bytes + PAGE_BYTES - 1 & -PAGE_BYTES;
  }

  /// {@return what one more process costs: what it does not share}
  public long delta() {
    return written + variables + beside + tables;
  }

  /// {@return what so many cost together, at most}
  public long total(long processes) {
    return shared + processes * delta();
  }
}
