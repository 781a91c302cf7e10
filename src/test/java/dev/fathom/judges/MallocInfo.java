package dev.fathom.judges;

import dev.fathom.model.Cursor;
import dev.fathom.model.Findings;
import dev.fathom.model.column.Extents;
import dev.fathom.model.memory.Arena;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.model.memory.Heaps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What `malloc_info()` says of one arena; of all of them in the order of these figures.
///
/// @param fast chunks in fastbins
/// @param rest those in other bins, and the top
/// @param system bytes that the arena has of the kernel
record MallocInfo(long fast, long fastBytes, long rest, long restBytes, long system)
    implements Comparable<MallocInfo> {
  private static final Pattern HEAP =
      Pattern.compile(
          "<heap nr=\"\\d+\">.*?(?:<total type=\"fast\" count=\"(\\d+)\" size=\"(\\d+)\"/>\\s*)?"
              + "<total type=\"rest\" count=\"(\\d+)\" size=\"(\\d+)\"/>\\s*"
              + "<system type=\"current\" size=\"(\\d+)\"/>",
          Pattern.DOTALL);

  /// It adds up the words in which sizes stand: in each there is the bit that says of the chunk
  /// before that it is live. Of the top it takes the size.
  static List<MallocInfo> parse(Path file) throws IOException {
    List<MallocInfo> arenas = new ArrayList<>();
    Matcher heap = HEAP.matcher(Files.readString(file));
    while (heap.find()) {
      long[] figures = new long[heap.groupCount()];
      for (int i = 0; i < figures.length; i++) {
        // From 2.43 on there are no fastbins.
        String figure = heap.group(i + 1);
        figures[i] = figure == null ? 0 : Long.parseLong(figure);
      }
      arenas.add(
          new MallocInfo(
              figures[0], figures[1], figures[2], figures[3] - (figures[2] - 1), figures[4]));
    }
    return sorted(arenas.stream());
  }

  /// The same, from what was found.
  static List<MallocInfo> of(Findings findings) {
    List<Heaps.NamedArena> arenas = findings.heaps().arenas();
    long[][] figures = new long[arenas.size()][4];
    Cursor at = Cursor.of(findings);
    Extents chunks = findings.chunks();
    for (int chunk = 0; chunk < chunks.count(); chunk++) {
      if (chunks.state(chunk) != Extents.NOTHING) {
        int arena = at.moveTo(chunks.start(chunk)).arena();
        int pair =
            switch (ChunkState.of(chunks.state(chunk))) {
              case FAST -> 0;
              case UNSORTED, SMALL, LARGE, LAST_REMAINDER, TOP -> 2;
              default -> -1;
            };
        if (pair >= 0) {
          figures[arena][pair]++;
          figures[arena][pair + 1] += chunks.end(chunk) - chunks.start(chunk);
        }
      }
    }
    List<MallocInfo> found = new ArrayList<>();
    for (int i = 0; i < arenas.size(); i++) {
      Arena arena = arenas.get(i).arena();
      if (arena.kind() != Arena.Kind.MAPPED) {
        long[] own = figures[i];
        found.add(new MallocInfo(own[0], own[1], own[2], own[3], arena.systemBytes()));
      }
    }
    return sorted(found.stream());
  }

  private static List<MallocInfo> sorted(Stream<MallocInfo> arenas) {
    return arenas.sorted().toList();
  }

  @Override
  public int compareTo(MallocInfo other) {
    return toString().compareTo(other.toString());
  }
}
