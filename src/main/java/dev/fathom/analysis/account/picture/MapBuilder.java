package dev.fathom.analysis.account.picture;

import dev.fathom.analysis.account.Leaf;
import dev.fathom.analysis.account.PieceListener;
import dev.fathom.analysis.account.fragmentation.HeapPins;
import dev.fathom.analysis.account.fragmentation.Pins;
import dev.fathom.model.Cursor;
import dev.fathom.model.Findings;
import dev.fathom.model.column.LongColumn;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.Mapping;
import dev.fathom.model.memory.PageRuns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Draws an [AddressMap]: first which cells there are, by the pages; then what is in them, piece by
/// piece.
///
/// **Cost**: constant a piece and a cell that it touches.
final class MapBuilder implements PieceListener {
  /// How many cells and how many mappings are drawn at most.
  static final int MOST_CELLS = 16_000;

  static final int MOST_STRIPS = 400;

  private static final long PAGE_BYTES = 4096;

  private final Findings findings;
  private final PageRuns pages;
  private final long cellBytes;
  private final PageRuns.Cursor resident;

  /// By the addresses where they begin.
  private final Map<Long, Draft> drafts = new HashMap<>();

  private final List<Draft> inOrder = new ArrayList<>();
  private final Set<Long> pinned = new HashSet<>();
  private int others;
  private long otherBytes;

  /// The mapping that pieces are told of, and its strip.
  private long at = -1;

  private @Nullable Draft draft;

  /// A strip that is being drawn.
  private static final class Draft {
    private final Mapping mapping;
    private final LongColumn indices = new LongColumn();
    private final List<AddressMap.State> states = new ArrayList<>();
    private final LongColumn present = new LongColumn();
    private long[] used = new long[0];
    private int[] accounts = new int[0];

    /// The cell that pieces are told of, and what of it is booked where.
    private int at;

    private final long[] booked = new long[Leaf.Group.values().length];

    Draft(Mapping mapping) {
      this.mapping = mapping;
    }

    void seal() {
      used = new long[indices.count()];
      accounts = new int[indices.count()];
      Arrays.fill(accounts, -1);
    }

    void next() {
      int most = -1;
      for (int group = 0; group < booked.length; group++) {
        if (booked[group] > 0 && (most < 0 || booked[group] > booked[most])) {
          most = group;
        }
      }
      accounts[at] = most;
      Arrays.fill(booked, 0);
      at++;
    }
  }

  MapBuilder(Findings findings, Pins pins) {
    this.findings = findings;
    this.pages = findings.pages();
    this.resident = pages.cursor();
    List<Mapping> drawn = drawn();
    this.cellBytes = cellBytes(drawn);
    for (Mapping mapping : drawn) {
      Draft draft = new Draft(mapping);
      cells(draft);
      draft.seal();
      drafts.put(mapping.start(), draft);
      inOrder.add(draft);
    }
    for (HeapPins heap : pins.heaps()) {
      for (int pin = 0; pin < heap.count(); pin++) {
        pinned.add(heap.starts().get(pin) / cellBytes);
      }
    }
  }

  private List<Mapping> drawn() {
    List<Mapping> present = new ArrayList<>();
    for (Mapping mapping : findings.mappings()) {
      int run = pages.at(mapping.start());
      if (!mapping.special() && run < pages.count() && pages.start(run) < mapping.end()) {
        present.add(mapping);
      }
    }
    List<Mapping> largest = new ArrayList<>(present);
    largest.sort(Comparator.<Mapping>comparingLong(mapping -> mapping.counters().rss()).reversed());
    if (largest.size() > MOST_STRIPS) {
      for (Mapping mapping : largest.subList(MOST_STRIPS, largest.size())) {
        others++;
        otherBytes += mapping.counters().rss();
      }
      largest = largest.subList(0, MOST_STRIPS);
      largest.sort(Comparator.comparingLong(Mapping::start));
      return largest;
    }
    return present;
  }

  private long cellBytes(List<Mapping> drawn) {
    long bytes = PAGE_BYTES;
    while (count(drawn, bytes) > Math.max(MOST_CELLS, 2 * drawn.size())) {
      bytes *= 2;
    }
    return bytes;
  }

  private long count(List<Mapping> drawn, long bytes) {
    long count = 0;
    for (Mapping mapping : drawn) {
      long last = -1;
      for (int run = pages.at(mapping.start());
          run < pages.count() && pages.start(run) < mapping.end();
          run++) {
        long first = Math.max(pages.start(run), mapping.start()) / bytes;
        long end = (Math.min(pages.end(run), mapping.end()) - 1) / bytes;
        count += end - Math.max(first, last + 1) + 1;
        last = end;
      }
    }
    return count;
  }

  private void cells(Draft draft) {
    Mapping mapping = draft.mapping;
    Map<AddressMap.State, Long> bytes = new EnumMap<>(AddressMap.State.class);
    long open = -1;
    for (int run = pages.at(mapping.start());
        run < pages.count() && pages.start(run) < mapping.end();
        run++) {
      long end = Math.min(pages.end(run), mapping.end());
      for (long at = Math.max(pages.start(run), mapping.start()); at < end; ) {
        long index = at / cellBytes;
        if (index != open) {
          close(draft, open, bytes);
          open = index;
        }
        long cellEnd = Math.min(end, (index + 1) * cellBytes);
        bytes.merge(state(run), cellEnd - at, Long::sum);
        at = cellEnd;
      }
    }
    close(draft, open, bytes);
  }

  private static void close(Draft draft, long index, Map<AddressMap.State, Long> bytes) {
    if (index < 0) {
      return;
    }
    AddressMap.State most = AddressMap.State.ZERO;
    long present = 0;
    for (Map.Entry<AddressMap.State, Long> entry : bytes.entrySet()) {
      if (entry.getValue() > bytes.getOrDefault(most, 0L)) {
        most = entry.getKey();
      }
      boolean there =
          entry.getKey() != AddressMap.State.ZERO && entry.getKey() != AddressMap.State.SWAPPED;
      present += there ? entry.getValue() : 0;
    }
    bytes.clear();
    draft.indices.add(index);
    draft.states.add(most);
    draft.present.add(present);
  }

  private AddressMap.State state(int run) {
    if (pages.readable(run)) {
      return pages.huge(run)
          ? AddressMap.State.HUGE
          : pages.ofFile(run) ? AddressMap.State.FILE : AddressMap.State.PRIVATE;
    }
    return pages.swapped(run) ? AddressMap.State.SWAPPED : AddressMap.State.ZERO;
  }

  @Override
  public void piece(Cursor cursor, Leaf.Group group, long start, long end, long bytes, int owner) {
    Area area = Objects.requireNonNull(cursor.area());
    if (area.mapping().start() != at) {
      at = area.mapping().start();
      draft = drafts.get(at);
    }
    Draft strip = draft;
    if (strip == null || bytes == 0) {
      return;
    }
    boolean free = group == Leaf.Group.CHUNK_FREE || group == Leaf.Group.POOL_FREE;
    for (long next = start; next < end; ) {
      while (strip.at < strip.indices.count()
          && (strip.indices.get(strip.at) + 1) * cellBytes <= next) {
        strip.next();
      }
      if (strip.at == strip.indices.count()) {
        return;
      }
      long from = Math.max(next, strip.indices.get(strip.at) * cellBytes);
      long until = Math.min(end, (strip.indices.get(strip.at) + 1) * cellBytes);
      if (from < until) {
        long there = bytes == end - start ? until - from : resident.residentBytes(from, until);
        strip.booked[group.number()] += there;
        strip.used[strip.at] += free ? 0 : there;
      }
      next = Math.max(until, next + 1);
    }
  }

  AddressMap build() {
    List<String> accounts = new ArrayList<>();
    for (Leaf.Group group : Leaf.Group.values()) {
      accounts.add(group.id(findings.dialect()));
    }
    List<AddressMap.Strip> strips = new ArrayList<>();
    for (Draft draft : inOrder) {
      while (draft.at < draft.indices.count()) {
        draft.next();
      }
      List<AddressMap.Cell> cells = new ArrayList<>();
      for (int cell = 0; cell < draft.indices.count(); cell++) {
        cells.add(
            new AddressMap.Cell(
                draft.indices.get(cell),
                draft.states.get(cell),
                draft.present.get(cell),
                draft.used[cell],
                draft.accounts[cell],
                pinned.contains(draft.indices.get(cell))));
      }
      strips.add(new AddressMap.Strip(draft.mapping, cells));
    }
    return new AddressMap(cellBytes, accounts, strips, others, otherBytes);
  }
}
