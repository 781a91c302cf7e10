package dev.fathom.survey.family;

import dev.fathom.model.Findings;
import dev.fathom.model.column.Extents;
import dev.fathom.model.family.Cause;
import dev.fathom.model.object.Head;
import dev.fathom.target.Memory;
import dev.fathom.target.Words;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;

/// Compares some of the pages that workers have un-shared with those of their parent, and counts
/// what differs for what.
///
/// Each page of the parent is read once, and what stands on it is looked up once, whoever has
/// un-shared it. Pages are taken some at a time: all that is at work on them stays in the cache of
/// the processor.
final class PageComparison {
  /// How many pages are read at a time.
  private static final int BATCH_PAGES = 64;

  /// How many pages of heads on other pages are kept at hand, of each process.
  private static final int CACHED_PAGES = 32;

  private static final int COUNTS = Cause.REFERENCE_COUNTS.code();
  private static final int MARKS = Cause.COLLECTOR_HEADS.code();
  private static final int ALLOCATOR = Cause.ALLOCATOR.code();
  private static final int PAYLOAD = Cause.PAYLOAD.code();

  private final Findings findings;
  private final UnsharedPages pages;
  private final Memory parent;
  private final List<Memory> workers;
  private final List<UnsharingTally> tallies;
  private final MemoryMap memoryMap;
  private final Words parentWords;
  private final List<Words> workerWords;
  private final List<ChunkFates> chunkFates;
  private final PageWords pageWords = new PageWords(BATCH_PAGES);

  // The words of the parent's pages and of a worker's. Arrays: unlike segments of memory they are
  // fast before the compiler has come round to this code.
  private final long[] theirs = new long[BATCH_PAGES * PageWords.PAGE_WORDS];
  private final long[] ours = new long[BATCH_PAGES * PageWords.PAGE_WORDS];

  /// @param chunks of each worker, on those of the pages that are its own
  /// @param tallies one for each worker, to be added to
  PageComparison(
      Findings findings,
      UnsharedPages pages,
      Memory parent,
      List<Memory> workers,
      List<Extents> chunks,
      List<UnsharingTally> tallies) {
    this.findings = findings;
    this.pages = pages;
    this.parent = parent;
    this.workers = workers;
    this.tallies = tallies;
    this.memoryMap = new MemoryMap(findings);
    this.parentWords = new Words(parent, CACHED_PAGES);
    this.chunkFates = chunks.stream().map(each -> new ChunkFates(findings, each)).toList();
    this.workerWords = workers.stream().map(each -> new Words(each, CACHED_PAGES)).toList();
  }

  /// Compares the pages from `from` up to `until`; all processes must be held.
  void compare(int from, int until) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(BATCH_PAGES * PageTable.PAGE_BYTES, Long.BYTES);
      for (int first = from; first < until; first += BATCH_PAGES) {
        int end = Math.min(until, first + BATCH_PAGES);
        readParent(first, end, buffer);
        for (int page = first; page < end; page++) {
          memoryMap.tell(pages.address(page), pageWords, (page - first) * PageWords.PAGE_WORDS);
        }
        for (int worker = 0; worker < workers.size(); worker++) {
          compareWorker(worker, first, end, buffer);
        }
      }
    }
  }

  private void readParent(int first, int end, MemorySegment buffer) {
    int page = first;
    while (page < end) {
      int next = page + 1;
      while (next < end && pages.address(next) == pages.address(next - 1) + PageTable.PAGE_BYTES) {
        next++;
      }
      read(parent, page, next, buffer, theirs, first);
      page = next;
    }
  }

  private void compareWorker(int worker, int first, int end, MemorySegment buffer) {
    int page = pages.next(worker, first);
    while (page >= 0 && page < end) {
      int next = page + 1;
      while (next < end
          && pages.has(worker, next)
          && pages.address(next) == pages.address(next - 1) + PageTable.PAGE_BYTES) {
        next++;
      }
      read(workers.get(worker), page, next, buffer, ours, first);
      for (int each = page; each < next; each++) {
        comparePage(worker, each, (each - first) * PageWords.PAGE_WORDS);
      }
      page = pages.next(worker, next);
    }
  }

  /// Reads pages that follow one another.
  ///
  /// @param first the page that the first word of `into` belongs to
  private void read(
      Memory memory, int from, int until, MemorySegment buffer, long[] into, int first) {
    int words = (until - from) * PageWords.PAGE_WORDS;
    memory.read(pages.address(from), buffer, (long) words * Long.BYTES);
    MemorySegment.copy(
        buffer, ValueLayout.JAVA_LONG, 0, into, (from - first) * PageWords.PAGE_WORDS, words);
  }

  private void comparePage(int worker, int page, int firstWord) {
    UnsharingTally tally = tallies.get(worker);
    int end = firstWord + PageWords.PAGE_WORDS;
    int equal = Arrays.mismatch(theirs, firstWord, end, ours, firstWord, end);
    if (equal < 0 || isMarkedAlone(tally, firstWord, firstWord + equal)) {
      restoredPage(tally, firstWord);
    } else {
      changedPage(tally, worker, pages.address(page), firstWord, firstWord + equal);
    }
  }

  /// A page that differs in the word `from`, and perhaps in others after it.
  private void changedPage(
      UnsharingTally tally, int worker, long address, int firstWord, int from) {
    ChunkFates fates = chunkFates.get(worker);
    int last = MemoryMap.NO_OBJECT;
    int fate = -1;
    long inLast = 0;
    for (int word = from; word < firstWord + PageWords.PAGE_WORDS; word++) {
      long difference = theirs[word] ^ ours[word];
      if (difference == 0) {
        continue;
      }
      int object = pageWords.object(word);
      if (object != last) {
        touch(tally, last, inLast);
        last = object;
        inLast = 0;
        fate = object == MemoryMap.NO_OBJECT ? -1 : fate(object, worker, address, firstWord);
      }
      long at = address + (long) (word - firstWord) * Long.BYTES;
      int of = fate >= 0 ? fate : fates.cause(at, pageWords.cause(word));
      long rest = difference & ~charged(of, object, at);
      tally.changed(of, bytesIn(difference ^ rest));
      tally.changed(PAYLOAD, bytesIn(rest));
      inLast += bytesIn(difference);
    }
    touch(tally, last, inLast);
    tally.endChangedPage();
  }

  private void touch(UnsharingTally tally, int object, long weight) {
    if (object != MemoryMap.NO_OBJECT) {
      tally.sample(object);
      tally.touch(findings.objects().type(object), weight);
    }
  }

  /// {@return the code of what has become of an object, if it is no longer what it was; else -1}
  /// Told by its head, wherever that is.
  private int fate(int object, int worker, long page, int firstWord) {
    Head head = head(object);
    long life = findings.objects().address(object) + head.life().word();
    if (head.life().isThere()
        && head.isGone(then(life, page, firstWord), now(life, worker, page, firstWord))) {
      return Cause.FREED.code();
    }
    long type = findings.objects().address(object) + head.type().word();
    return head.type().isThere()
            && head.isAnother(then(type, page, firstWord), now(type, worker, page, firstWord))
        ? Cause.REUSED.code()
        : -1;
  }

  /// {@return the bits of a word that a cause is charged for} Where a word holds more than the
  /// count, or the collector's marks, the rest of it is a value.
  private long charged(int cause, int object, long address) {
    Head head = head(object);
    if (cause == COUNTS) {
      return head.count().mask();
    }
    boolean marks =
        cause == MARKS
            && head.marks().isThere()
            && address == findings.objects().address(object) + head.marks().word();
    return marks ? head.marks().mask() : -1;
  }

  /// {@return the word that the parent has at an address}
  ///
  /// @param page the one that is being compared
  private long then(long address, long page, int firstWord) {
    return onPage(address, page)
        ? theirs[firstWord + (int) ((address - page) / Long.BYTES)]
        : parentWords.u64(address);
  }

  private long now(long address, int worker, long page, int firstWord) {
    return onPage(address, page)
        ? ours[firstWord + (int) ((address - page) / Long.BYTES)]
        : workerWords.get(worker).u64(address);
  }

  private static boolean onPage(long address, long page) {
    return address >= page
        && address <= page + PageTable.PAGE_BYTES - Long.BYTES
        && address % Long.BYTES == 0;
  }

  private Head head(int object) {
    return object == MemoryMap.NO_OBJECT
        ? Head.NONE
        : findings.types().head(findings.objects().type(object));
  }

  private static int bytesIn(long difference) {
    // The lowest bit of each byte: whether any bit of it is set.
    long any = difference | difference >>> 4;
    any |= any >>> 2;
    any |= any >>> 1;
    return Long.bitCount(any & 0x0101010101010101L);
  }

  /// A page that is as it was: it was written for the objects whose counts are on it, or by a
  /// collection for the heads on it, which is sure where nothing on it is counted.
  private void restoredPage(UnsharingTally tally, int firstWord) {
    boolean marked = holds(MARKS, firstWord) && (tally.collected() || !isCounted(firstWord));
    int cause = marked ? MARKS : COUNTS;
    int last = MemoryMap.NO_OBJECT;
    for (int word = firstWord; word < firstWord + PageWords.PAGE_WORDS; word++) {
      if (pageWords.cause(word) == cause && pageWords.object(word) != last) {
        last = pageWords.object(word);
        touch(tally, last, 1);
      }
    }
    tally.endRestoredPage(marked);
  }

  /// Whether a page differs in nothing but what the allocator has there, and was marked by a
  /// collection, which has taken the marks away again and put the page into another list.
  private boolean isMarkedAlone(UnsharingTally tally, int firstWord, int from) {
    if (!tally.collected() || isCounted(firstWord) || !holds(MARKS, firstWord)) {
      return false;
    }
    for (int word = from; word < firstWord + PageWords.PAGE_WORDS; word++) {
      if (theirs[word] != ours[word] && pageWords.cause(word) != ALLOCATOR) {
        return false;
      }
    }
    return true;
  }

  private boolean isCounted(int firstWord) {
    return holds(COUNTS, firstWord);
  }

  private boolean holds(int cause, int firstWord) {
    for (int word = firstWord; word < firstWord + PageWords.PAGE_WORDS; word++) {
      if (pageWords.cause(word) == cause) {
        return true;
      }
    }
    return false;
  }
}
