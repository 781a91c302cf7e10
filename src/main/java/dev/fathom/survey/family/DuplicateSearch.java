package dev.fathom.survey.family;

import dev.fathom.model.Findings;
import dev.fathom.model.dialect.Dialect;
import dev.fathom.model.family.Duplicates;
import dev.fathom.model.object.TypeTable;
import dev.fathom.target.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Looks for what is there several times: through the members one after the other, while all are
/// held.
final class DuplicateSearch {
  private static final int BATCH_PAGES = 128;

  /// Larger objects are not looked at.
  private static final long LARGEST = 1 << 20;

  private static final long BUFFER_BYTES = 2 * LARGEST;

  private static final long PRIME = 0x9E3779B97F4A7C15L;
  private static final int TURN = 29;

  private final PhysicalFrames frames;
  private final PageContents pageContents = new PageContents();
  private final PageContents framesSeen = new PageContents();
  private final Map<String, PageContents> objectContents = new HashMap<>();
  private final Map<String, long[]> equal = new HashMap<>();
  private long pages;
  private long zeroPages;

  DuplicateSearch(PhysicalFrames frames) {
    this.frames = frames;
  }

  /// Compares the anonymous pages of a member with those of the members before.
  void addPages(PageTable table, Memory memory) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(BATCH_PAGES * PageTable.PAGE_BYTES, Long.BYTES);
      int at = 0;
      while (at < table.count()) {
        int end = at;
        while (end < table.count()
            && end - at < BATCH_PAGES
            && table.address(end) == table.address(at) + (end - at) * PageTable.PAGE_BYTES
            && wanted(table, end)) {
          end++;
        }
        if (end == at) {
          at++;
          continue;
        }
        memory.read(table.address(at), buffer, (end - at) * PageTable.PAGE_BYTES);
        for (int page = at; page < end; page++) {
          addPage(buffer, (page - at) * PageTable.PAGE_BYTES);
        }
        at = end;
      }
    }
  }

  /// Each frame is looked at once, whoever maps it.
  private boolean wanted(PageTable table, int page) {
    if (!table.resident(page) || table.ofFile(page)) {
      return false;
    }
    if (!frames.shown()) {
      return table.exclusive(page);
    }
    return framesSeen.put(table.frame(page), 0, 0) == PageContents.NEW;
  }

  private void addPage(MemorySegment buffer, long offset) {
    long hash = hash(buffer, offset, offset + PageTable.PAGE_BYTES, 0);
    if (pageContents.put(hash, 0, 0) != PageContents.NEW) {
      pages++;
      zeroPages += zeros(buffer, offset) ? 1 : 0;
    }
  }

  private static boolean zeros(MemorySegment buffer, long offset) {
    long any = 0;
    for (long at = offset; at < offset + PageTable.PAGE_BYTES; at += Long.BYTES) {
      any |= buffer.get(ValueLayout.JAVA_LONG, at);
    }
    return any == 0;
  }

  /// Compares the strings and the code of a member with those of the members before.
  ///
  /// @param member its index
  void addObjects(int member, Findings findings, PageTable table, Memory memory) {
    long[] hashes = new long[findings.objects().count()];
    addLeaves(member, findings, table, memory, hashes);
    addCode(member, findings, table, hashes);
  }

  private void addLeaves(
      int member, Findings findings, PageTable table, Memory memory, long[] hashes) {
    List<Optional<Dialect.Content>> contents = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int type = 0; type < findings.types().count(); type++) {
      TypeTable.Type known = findings.types().get(type);
      names.add(known.qualifiedName());
      contents.add(known.dialect().content(known.qualifiedName()));
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(BUFFER_BYTES, Long.BYTES);
      long base = 0;
      long read = 0;
      for (int object = 0; object < hashes.length; object++) {
        int type = findings.objects().type(object);
        long bytes = findings.objects().shallow(object);
        Dialect.Content content = type < contents.size() ? contents.get(type).orElse(null) : null;
        if (content == null || bytes < content.start() || bytes > LARGEST) {
          continue;
        }
        long address = findings.objects().address(object);
        if (address < base || address + bytes > base + read) {
          base = address;
          read = Math.max(bytes, Math.min(BUFFER_BYTES, 64 * 1024));
          memory.read(base, buffer, read);
        }
        long at = address - base;
        long hash = hash(buffer, at + content.size(), at + content.sizeEnd(), 0);
        hashes[object] = hash(buffer, at + content.start(), at + bytes, hash);
        add(names.get(type), member, hashes[object], location(table, address), bytes);
      }
    }
  }

  /// Code is compared by its size and by its names, constants and bytecode, as far as those are
  /// text or bytes; the second of equal ones in a process is another.
  private void addCode(int member, Findings findings, PageTable table, long[] hashes) {
    Map<Long, Integer> times = new HashMap<>();
    for (int object = 0; object < hashes.length; object++) {
      int type = findings.objects().type(object);
      TypeTable.Type known = findings.types().get(type);
      if (!known.dialect().isCode(known.qualifiedName())) {
        continue;
      }
      long bytes = findings.objects().shallow(object);
      long hash = mix(0, bytes);
      int end = findings.references().edges().first(object + 1);
      for (int edge = findings.references().edges().first(object); edge < end; edge++) {
        hash = mix(hash, hashes[findings.references().edges().target(edge)]);
      }
      int time = times.merge(hash, 1, Integer::sum);
      long address = findings.objects().address(object);
      add(known.qualifiedName(), member, mix(hash, time), location(table, address), bytes);
    }
  }

  private void add(String type, int member, long hash, long location, long bytes) {
    PageContents contents = objectContents.computeIfAbsent(type, key -> new PageContents());
    if (contents.put(hash, member, location) == PageContents.ANOTHER) {
      long[] sum = equal.computeIfAbsent(type, key -> new long[2]);
      sum[0]++;
      sum[1] += bytes;
    }
  }

  /// {@return where in physical memory an address is, so that shared objects are one; without
  /// frames the address itself}
  private long location(PageTable table, long address) {
    int page = table.atOrAbove(address & -PageTable.PAGE_BYTES);
    long frame = page < table.count() ? table.frame(page) : 0;
    return frame == 0 ? address : frame * PageTable.PAGE_BYTES + address % PageTable.PAGE_BYTES;
  }

  private static long hash(MemorySegment buffer, long from, long to, long seed) {
    long hash = seed;
    long at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      hash = mix(hash, buffer.get(ValueLayout.JAVA_LONG_UNALIGNED, at));
    }
    long rest = 1;
    for (; at < to; at++) {
      rest = rest << Byte.SIZE | (buffer.get(ValueLayout.JAVA_BYTE, at) & 0xff);
    }
    return mix(hash, rest);
  }

  private static long mix(long hash, long value) {
    return Long.rotateLeft((hash ^ value) * PRIME, TURN) + value;
  }

  Duplicates result() {
    List<Duplicates.Equal> objects = new ArrayList<>();
    equal.forEach((type, sum) -> objects.add(new Duplicates.Equal(type, sum[0], sum[1])));
    objects.sort(
        Comparator.comparingLong(Duplicates.Equal::bytes)
            .reversed()
            .thenComparing(Duplicates.Equal::type));
    return new Duplicates(pages, zeroPages, List.copyOf(objects));
  }
}
