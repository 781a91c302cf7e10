package dev.fathom.family;

import dev.fathom.findings.Findings;
import dev.fathom.target.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Compares pages of a worker with the pages of its parent at the same addresses, and charges what
/// differs to causes.
///
/// What stands where is taken from the parent's findings: an object that was there at the fork is
/// mostly there still. An object whose count in the worker is none any more was dropped there;
/// where another type stands, its memory was used again.
///
/// **Cost**: reads each un-shared page twice, some 50 ns a word that differs, and as much for each
/// piece of memory on a page where none does. One comparison is of one thread; several may run at a
/// time.
final class CopyOnWrite {
  /// The largest read, in pages.
  private static final int BATCH_PAGES = 256;

  private static final int WORDS = (int) (PageTable.PAGE_BYTES / Long.BYTES);
  private static final int SAMPLE = 4096;

  private static final long COUNT_HIGH_BITS = 32;

  private final Findings findings;
  private final Terrain terrain;
  private final Memory parent;
  private final Memory worker;

  private final TypePages typePages;

  /// Whether a full collection has run in the worker.
  private final boolean collected;

  private final Map<Cause, Sum> sums = new EnumMap<>(Cause.class);
  private final double[] typeBytes;
  private final long[] typeChanged;
  private final int[] touchedTypes;
  private int touched;
  private long pages;
  private long freezePages;

  private final int[] sample = new int[SAMPLE];
  private int sampled;
  private long sampleStep = 1;
  private long sampleSeen;

  /// What one cause has so far.
  private static final class Sum {
    double bytes;
    long changed;
    long pages;

    /// Bytes changed on the page that is being compared.
    long onPage;
  }

  private CopyOnWrite(Findings findings, Memory parent, Memory worker, TypePages typePages) {
    this.typePages = typePages;
    this.collected = CollectorTrace.in(findings, typePages);
    this.findings = findings;
    this.terrain = new Terrain(findings);
    this.parent = parent;
    this.worker = worker;
    int types = findings.types().count() + 1;
    this.typeBytes = new double[types];
    this.typeChanged = new long[types];
    this.touchedTypes = new int[types];
    for (Cause cause : Cause.values()) {
      sums.put(cause, new Sum());
    }
  }

  /// Compares pages; both processes must be held.
  ///
  /// @param findings of the parent
  /// @param addresses of the pages, ascending
  static Unsharing compare(
      Findings findings, Memory parent, Memory worker, long[] addresses, int count) {
    TypePages typePages = TypePages.of(findings, addresses, count);
    CopyOnWrite comparison = new CopyOnWrite(findings, parent, worker, typePages);
    comparison.compare(addresses, count);
    return comparison.result();
  }

  private void compare(long[] addresses, int count) {
    try (Arena arena = Arena.ofConfined()) {
      long capacity = BATCH_PAGES * PageTable.PAGE_BYTES;
      MemorySegment theirs = arena.allocate(capacity, Long.BYTES);
      MemorySegment ours = arena.allocate(capacity, Long.BYTES);
      int at = 0;
      while (at < count) {
        int end = at + 1;
        while (end < count
            && end - at < BATCH_PAGES
            && addresses[end] == addresses[end - 1] + PageTable.PAGE_BYTES) {
          end++;
        }
        long bytes = (end - at) * PageTable.PAGE_BYTES;
        parent.read(addresses[at], theirs, bytes);
        worker.read(addresses[at], ours, bytes);
        for (int page = at; page < end; page++) {
          long offset = (page - at) * PageTable.PAGE_BYTES;
          comparePage(addresses[page], theirs, ours, offset);
        }
        at = end;
      }
    }
  }

  private void comparePage(long address, MemorySegment theirs, MemorySegment ours, long offset) {
    pages++;
    touched = 0;
    long changed = 0;
    long end = offset + PageTable.PAGE_BYTES;
    long first = MemorySegment.mismatch(theirs, offset, end, ours, offset, end);
    if (first < 0) {
      restoredPage(address);
      return;
    }
    for (int word = (int) (first / Long.BYTES); word < WORDS; word++) {
      long at = offset + (long) word * Long.BYTES;
      long difference = theirs.get(ValueLayout.JAVA_LONG, at) ^ ours.get(ValueLayout.JAVA_LONG, at);
      if (difference != 0) {
        int bytes = bytesIn(difference);
        terrain.locate(address + (long) word * Long.BYTES);
        sum(causeIn(address, theirs, ours, offset)).onPage += bytes;
        changed += bytes;
        if (terrain.object() != Terrain.NO_OBJECT) {
          touch(terrain.object(), bytes);
        }
      }
    }
    changedPage(changed);
  }

  /// The cause of a change where the terrain was just asked about.
  private Cause causeIn(long page, MemorySegment theirs, MemorySegment ours, long offset) {
    Cause cause = terrain.cause();
    if (!terrain.inObject() || cause == Cause.ALLOCATOR) {
      return cause;
    }
    long head = terrain.objectAddress() - page;
    if (head < 0 || head + 2 * Long.BYTES > PageTable.PAGE_BYTES) {
      return cause; // its head is on another page: what stands there now is not looked up
    }
    long countNow = ours.get(ValueLayout.JAVA_LONG, offset + head);
    long countThen = theirs.get(ValueLayout.JAVA_LONG, offset + head);
    long typeNow = ours.get(ValueLayout.JAVA_LONG, offset + head + Long.BYTES);
    long typeThen = theirs.get(ValueLayout.JAVA_LONG, offset + head + Long.BYTES);
    if (typeNow != typeThen) {
      return Cause.REUSED;
    }
    // A freed block begins with a link to the next one, or its count went down to nothing.
    boolean freed = countNow == 0 || countNow >>> COUNT_HIGH_BITS != countThen >>> COUNT_HIGH_BITS;
    return freed ? Cause.FREED : cause;
  }

  private static int bytesIn(long difference) {
    int bytes = 0;
    for (long rest = difference; rest != 0; rest >>>= Byte.SIZE) {
      bytes += (rest & 0xff) != 0 ? 1 : 0;
    }
    return bytes;
  }

  private void touch(int object, long weight) {
    int type = findings.objects().type(object);
    if (type >= typeChanged.length) {
      return;
    }
    if (typeChanged[type] == 0) {
      touchedTypes[touched++] = type;
    }
    typeChanged[type] += weight;
    // A sample that thins itself: every step-th object, the step doubled when it is full.
    if (sampleSeen++ % sampleStep == 0) {
      if (sampled == SAMPLE) {
        for (int kept = 0; kept < SAMPLE / 2; kept++) {
          sample[kept] = sample[kept * 2];
        }
        sampled = SAMPLE / 2;
        sampleStep *= 2;
      }
      sample[sampled++] = object;
    }
  }

  private void changedPage(long changed) {
    int causes = 0;
    Sum only = sum(Cause.OTHER);
    for (Sum sum : sums.values()) {
      long bytes = sum.onPage;
      if (bytes > 0) {
        sum.onPage = 0;
        sum.bytes += (double) PageTable.PAGE_BYTES * bytes / changed;
        sum.changed += bytes;
        only = sum;
        causes++;
      }
    }
    if (causes == 1) {
      only.pages++;
      freezePages += only == sum(Cause.COLLECTOR_HEADS) ? 1 : 0;
    }
    shareAmongTypes(changed);
  }

  /// A page that is as it was: it was written for the objects on it. A collection writes to the
  /// heads of all its objects, and mostly leaves them as they were.
  private void restoredPage(long address) {
    boolean forHeads = collected && anyHead(address);
    long weight = 0;
    long end = address + PageTable.PAGE_BYTES;
    for (long at = address; at < end; at = Math.max(at + Long.BYTES, terrain.end())) {
      terrain.locate(at);
      if (terrain.pieceHoldsObject() && (!forHeads || terrain.hasCollectorHead())) {
        touch(terrain.pieceObject(), 1);
        weight++;
      }
    }
    Sum sum = sum(forHeads ? Cause.COLLECTOR_HEADS : Cause.RESTORED);
    sum.bytes += PageTable.PAGE_BYTES;
    sum.pages++;
    freezePages += forHeads ? 1 : 0;
    shareAmongTypes(Math.max(1, weight));
  }

  private boolean anyHead(long address) {
    long end = address + PageTable.PAGE_BYTES;
    for (long at = address; at < end; at = Math.max(at + Long.BYTES, terrain.end())) {
      terrain.locate(at);
      if (terrain.hasCollectorHead()) {
        return true;
      }
    }
    return false;
  }

  private void shareAmongTypes(long whole) {
    for (int at = 0; at < touched; at++) {
      int type = touchedTypes[at];
      typeBytes[type] += (double) PageTable.PAGE_BYTES * typeChanged[type] / whole;
      typeChanged[type] = 0;
    }
    touched = 0;
  }

  private Sum sum(Cause cause) {
    return sums.computeIfAbsent(cause, key -> new Sum());
  }

  private Unsharing result() {
    long all = pages * PageTable.PAGE_BYTES;
    List<Unsharing.CauseShare> causes = new ArrayList<>();
    Map<Cause, Long> rounded = round(all);
    rounded.forEach((cause, bytes) -> {
      Sum sum = sum(cause);
      causes.add(new Unsharing.CauseShare(cause, bytes, sum.changed, sum.pages));
    });
    causes.sort(Comparator.comparingLong(Unsharing.CauseShare::bytes).reversed());
    List<Unsharing.TypeShare> types = new ArrayList<>();
    long typed = 0;
    for (int type = 0; type < typeBytes.length; type++) {
      long bytes = Math.round(typeBytes[type]);
      if (bytes > 0) {
        types.add(
            new Unsharing.TypeShare(
                findings.types().get(type).qualifiedName(),
                bytes,
                typePages.pages(type),
                typePages.unshared(type)));
        typed += bytes;
      }
    }
    types.sort(
        Comparator.comparingLong(Unsharing.TypeShare::bytes)
            .reversed()
            .thenComparing(Unsharing.TypeShare::name));
    return new Unsharing(
        all,
        List.copyOf(causes),
        List.copyOf(types),
        all - typed,
        freezePages * PageTable.PAGE_BYTES,
        collected,
        Arrays.stream(sample, 0, sampled).boxed().toList());
  }

  /// {@return the bytes of the causes, whole; the largest takes what rounding leaves}
  private Map<Cause, Long> round(long all) {
    Map<Cause, Long> rounded = new EnumMap<>(Cause.class);
    long left = all;
    Cause largest = Cause.OTHER;
    for (Cause cause : Cause.values()) {
      Sum sum = sum(cause);
      if (sum.pages > 0 || sum.changed > 0) {
        long bytes = Math.round(sum.bytes);
        rounded.put(cause, bytes);
        left -= bytes;
        largest = sum.bytes > sum(largest).bytes ? cause : largest;
      }
    }
    if (left != 0) {
      rounded.merge(largest, left, Long::sum);
    }
    return rounded;
  }
}
