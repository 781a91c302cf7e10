package dev.fathom.survey;

import dev.fathom.malloc.Allocator;
import dev.fathom.model.ColumnsInMemory;
import dev.fathom.model.Cost;
import dev.fathom.model.Findings;
import dev.fathom.model.HoldMethod;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.ProgramName;
import dev.fathom.model.Progress;
import dev.fathom.model.UnreadRuntime;
import dev.fathom.model.Warning;
import dev.fathom.model.column.Extents;
import dev.fathom.model.dialect.Dialect;
import dev.fathom.model.dialect.NoRuntime;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.HugePages;
import dev.fathom.model.memory.KernelCounts;
import dev.fathom.model.memory.LoadedLibraries;
import dev.fathom.model.memory.SharedSegment;
import dev.fathom.model.object.ObjectList;
import dev.fathom.model.object.ObjectTable;
import dev.fathom.runtime.Runtime;
import dev.fathom.runtime.unread.UnreadRuntimes;
import dev.fathom.survey.crew.Beside;
import dev.fathom.target.AddressSpace;
import dev.fathom.target.Target;
import dev.fathom.target.Window;
import dev.fathom.target.Words;
import dev.fathom.target.copy.AddressRanges;
import dev.fathom.target.linkmap.LinkMaps;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/// One look at a target: learn what is stable while it runs, hold it, stream its memory once in
/// address order, let it go.
public final class Survey {
  private static final long PAGE_BYTES = 4096;
  private static final int BLOCK_BYTES = 1 << 20;

  /// Of so many bytes of small chunks a look keeps one, at least.
  private static final long BYTES_A_BYTE_TOLD = 12;

  /// How often a target is held before it is read in the middle of an allocation.
  private static final int MOST_HOLDS = 8;

  /// Nothing is said of shared memory that is less than this share of all.
  private static final double WORTH_SAYING = 0.05;

  private static final long REHEARSED_SHARE = 12;
  private static final long LEAST_REHEARSED = 512 << 10;
  private static final long MOST_REHEARSED = 96L << 20;

  /// How long it runs in between: longer than an allocation takes.
  private static final long MOMENT_NANOS = 1_000_000;

  private final Target target;
  private final List<Allocator> allocators;
  private final List<Runtime> runtimes;
  private final Wish wish;

  /// What was read of it in earlier looks.
  private final long readEarlier;

  private final Progress progress = Progress.current();
  private final List<Warning> warnings = new ArrayList<>();

  /// How much is kept of what strings say.
  public enum Wish {
    /// Names: of types, modules, attributes, variables.
    NAMES,
    /// Also the text of the strings that the program works on.
    VALUES
  }

  private Survey(Target target, List<Allocator> allocators, List<Runtime> runtimes, Wish wish) {
    this.wish = wish;
    this.target = target;
    this.allocators = allocators;
    this.runtimes = runtimes;
    this.readEarlier = target.memory().bytesRead();
  }

  /// Looks at a target.
  ///
  /// @param allocators those to look for, in this order
  /// @param runtimes those to look for; all that are found are read
  public static Findings of(Target target, List<Allocator> allocators, List<Runtime> runtimes)
      throws ProcessAccessException {
    return of(target, allocators, runtimes, Wish.NAMES);
  }

  /// The same, keeping as much as is wished.
  public static Findings of(
      Target target, List<Allocator> allocators, List<Runtime> runtimes, Wish wish)
      throws ProcessAccessException {
    return new Survey(target, allocators, runtimes, wish).look().findings();
  }

  /// The same, with the allocators that were found.
  static Surveyor.Surveyed with(Surveyor surveyor, Target target) throws ProcessAccessException {
    return new Survey(target, surveyor.allocators(), surveyor.runtimes(), Wish.NAMES).look();
  }

  private Surveyor.Surveyed look() throws ProcessAccessException {
    Optional<Surveyor.Surveyed> findings = lookIfSame();
    if (findings.isEmpty()) {
      warnings.clear();
      findings = lookIfSame();
    }
    return findings.orElseThrow(() ->
        new ProcessAccessException(
            "process "
                + target.identity().process()
                + " goes on to run other programs while it is looked at; try again once it has"
                + " settled"));
  }

  /// A thread may have made an arena since the target was opened: then it is looked at anew.
  private Recognition recognise() throws ProcessAccessException {
    Recognition recognition = Recognition.of(target, allocators, runtimes);
    return recognition.heaps().isEmpty() && target.lookAgain()
        ? Recognition.of(target, allocators, runtimes)
        : recognition;
  }

  /// {@return what was found; empty where the target began another program between being looked
  /// through and being held}
  private Optional<Surveyor.Surveyed> lookIfSame() throws ProcessAccessException {
    int programs = target.programsBegun();
    progress.begin(Progress.Stage.FINDING);
    Recognition recognition = recognise();
    LoadedLibraries linked = LinkMaps.of(target);
    List<Allocator.Recognised> heaps = recognition.heaps();
    List<Runtime.Recognised> found = recognition.instances();
    // Heaps alone are walked as fast as they are copied.
    boolean copies = !found.isEmpty() && target.prepareCopy();
    Recorder recorder = new Recorder(wish, target::stoppedEarly, instances(found));
    warnings.addAll(recognition.warnings());
    found.stream()
        .flatMap(each -> each.limits().stream())
        .distinct()
        .forEach(limit -> warnings.add(new Warning("limits", limit, true)));
    List<Area> areas;
    Target.Hold hold;
    Sweep.Swept swept;
    long missing;
    long bytesWhileHeld;
    try (Window window = new Window(target.memory(), BLOCK_BYTES)) {
      if (!target.standsStill()) {
        rehearse(heaps, found, window, copies);
      }
      long missingBefore = window.missingBytes();
      if (!copies && !found.isEmpty() && !target.standsStill()) {
        TouchedHeap.touch(Recognition.residentBytes(target) / BYTES_A_BYTE_TOLD);
      }
      target.prepare();
      hold = holdAtRest(heaps);
      Progress.Held told = progress.held();
      try (hold;
          told) {
        if (target.programsBegun() != programs) {
          return Optional.empty();
        }
        areas = AddressSpace.areas(target);
        // What the parties announce leads through lists and tables, a read each: from the copy they
        // are had while the process runs again.
        AddressRanges wanted = Sweep.mayRead(target, areas);
        long before = target.memory().bytesRead();
        progress.begin(
            Progress.Stage.READING, wanted.bytes(), () -> target.memory().bytesRead() - before);
        boolean copied = copies && target.copy(wanted);
        if (copied) {
          hold.verify();
          hold.close();
          told.close();
          progress.begin(Progress.Stage.SORTING);
        }
        Sweep sweep = Sweep.of(target, areas, heaps, found, recorder, window);
        long readBefore = target.memory().bytesRead();
        swept = sweep.all();
        bytesWhileHeld =
            copied ? target.copiedWhileHeld() : target.memory().bytesRead() - readBefore;
        recorder.loose.noteThreads(target, hold, areas, new Words(target.memory()));
        if (!copied) {
          hold.verify();
        }
        // Every live process has a stack: where not a word could be read, it is about to be gone.
        if (!found.isEmpty() && hold.method() == HoldMethod.NONE && nothingWasRead()) {
          throw new ProcessAccessException(
              "process " + target.identity().process() + " ended while it was being read");
        }
      }
      missing = window.missingBytes() - missingBefore + swept.missing();
    }
    target.dropCopy();
    progress.begin(Progress.Stage.FOLLOWING);
    recorder.join();
    Extents chunks = recorder.chunks.build();
    List<UnreadRuntime> unread =
        chunks.isEmpty()
            ? recognition.unread().stream().map(UnreadRuntime::withoutChunks).toList()
            : recognition.unread();
    warnings.addAll(notRead(unread));
    HugePages hugePages = HugePageScan.of(target.pages(), target.memory());
    Optional<KernelCounts> kernel = target.kernelCounts();
    kernel.ifPresent(this::warnOfTwoCounts);
    Optional<Runtime.Recognised> runtime = found.stream().findFirst();
    Extents blocks = recorder.blocks.build();
    areas = UnreadRuntimes.mark(areas, unread);
    Dialect dialect = runtime.map(Runtime.Recognised::dialect).orElseGet(NoRuntime::new);
    MappedMemory mapped =
        new MappedMemory.Search(
                areas,
                target.modules(),
                target.pages(),
                swept.heaps(),
                chunks,
                blocks,
                recorder.objects)
            .find(
                borders(swept.instances(), recorder),
                recorder.loose.pagesInVariables(areas),
                recorder.types,
                dialect);
    List<Area> whole = areas;
    ObjectTable all = mapped.with(recorder.objects);
    ObjectList told = mapped.without(all);
    Beside<Recorder.Tally> conservation =
        Beside.begin(
            "conservation",
            () -> {
              Recorder.Tally broken = recorder.tally();
              Conservation.check(whole, recorder.claims, chunks, blocks, told, broken);
              return broken;
            });
    ReferenceRecorder references =
        new ReferenceRecorder(all, mapped, recorder.buffers, dialect.paths());
    for (Sweep.Announced each : swept.instances()) {
      references.hear(each, recorder);
    }
    ProgramName program = target.identity().program();
    recorder.loose.call(
        // Of what a loader started the file is another.
        target.identity().executable().endsWith("/" + program.file())
            ? target.identity().executable()
            : "",
        runtime.isEmpty() || runtime.get().title().isEmpty() ? program.name() : program.file());
    references.resolve(
        recorder.loose,
        areas,
        target.modules(),
        swept.instances().stream().anyMatch(each -> each.instance().isHeldByAnyAddressInside()),
        keptBy(swept.instances()));
    recorder.hear(conservation.get()); // before the table is used up
    ObjectTable objects = references.withShared(recorder.types);
    runtime
        .flatMap(first -> UnreadBlocks.of(recorder, blocks, first.dialect()))
        .ifPresent(warnings::add);
    // Names may have been read from files until now.
    warnings.addAll(target.limits());
    warn(hold, missing, recorder);
    if (references.leftOut() > 0) {
      warnings.add(
          new Warning(
              "limits",
              String.format(
                  Locale.ROOT,
                  "%,d references are left out, as there are more than two thousand million: owners"
                      + " may hold more than is said",
                  references.leftOut()),
              true));
    }
    if (recorder.values() && references.unspelled() > 0) {
      warnings.add(
          new Warning(
              "limits",
              String.format(
                  Locale.ROOT, "%,d strings more have no text here", references.unspelled()),
              true));
    }
    Findings findings =
        Findings.of(target.identity())
            .runtimes(
                found.stream()
                    .filter(each -> !each.title().isEmpty())
                    .map(each ->
                        new Findings.RuntimeIdentity(
                            each.dialect(),
                            each.version(),
                            each.title(),
                            each.stripped(),
                            each.instance()))
                    .toList())
            .allocators(heaps.stream().map(Allocator.Recognised::name).toList())
            .unread(unread)
            .columns(
                new ColumnsInMemory()
                    .mappings(target.mappings())
                    .areas(areas)
                    .pages(target.pages())
                    .heaps(swept.heaps())
                    .claims(recorder.claims)
                    .linkMap(linked)
                    .chunks(chunks)
                    .blocks(blocks)
                    .pools(recorder.pools)
                    .objects(objects)
                    .types(recorder.types)
                    .buffers(recorder.buffers)
                    .references(references.references())
                    .sparse(references.sparse()))
            .cost(
                new Cost(
                    hold.method(),
                    hold.heldNanos(),
                    target.memory().bytesRead() - readEarlier,
                    violationCount(recorder),
                    swept.unreadFrom(),
                    target.draftNanos(),
                    bytesWhileHeld))
            .kernel(kernel)
            .hugePages(hugePages)
            .sharedSegment(sharedSegment(areas))
            .warnings(List.copyOf(warnings))
            .build();
    return Optional.of(new Surveyor.Surveyed(findings, List.copyOf(heaps)));
  }

  /// {@return who else has the shared memory of which the target has most, where that is worth a
  /// word}
  private Optional<SharedSegment> sharedSegment(List<Area> areas) {
    long resident = target.mappings().stream().mapToLong(each -> each.counters().rss()).sum();
    return areas.stream()
        .filter(area -> area.kind() == Area.Kind.SHARED_MEMORY)
        .map(Area::mapping)
        .max(Comparator.comparingLong(segment -> segment.counters().rss()))
        .filter(segment -> segment.counters().rss() >= WORTH_SAYING * resident)
        .filter(segment -> segment.counters().pss() < segment.counters().rss())
        .flatMap(target::sharers)
        .filter(segment -> segment.others() > 0);
  }

  /// {@return how the types of these are numbered}
  static Instances instances(List<Runtime.Recognised> found) {
    return new Instances(found.stream().map(Runtime.Recognised::dialect).toList());
  }

  /// {@return the words that any of the instances kept}
  private static KeptWords keptBy(List<Sweep.Announced> instances) {
    if (instances.size() == 1) {
      return instances.getFirst().instance()::kept;
    }
    return (from, until, words) -> {
      boolean[] any = new boolean[1];
      for (Sweep.Announced each : instances) {
        if (!any[0]) {
          each.instance()
              .kept(
                  from,
                  until,
                  word -> {
                    any[0] = true;
                    words.accept(word);
                  });
        }
      }
    };
  }

  /// {@return where memory begins and ends that objects have mapped; ascending}
  private static long[] borders(List<Sweep.Announced> instances, Recorder recorder) {
    LongStream.Builder borders = LongStream.builder();
    for (Sweep.Announced each : instances) {
      each.instance().mapped(recorder.objectsOf(each.number(), recorder.objects), borders::add);
    }
    return borders
        .build()
        .map(address -> address + PAGE_BYTES - 1 & -PAGE_BYTES)
        .sorted()
        .toArray();
  }

  /// Holds the target. If a thread is stopped in the middle of an allocation, lets it run a moment
  /// and tries again; a target that does nothing else is read as it is, and what is torn is
  /// counted.
  private Target.Hold holdAtRest(List<Allocator.Recognised> heaps) throws ProcessAccessException {
    for (int attempt = 1; ; attempt++) {
      Target.Hold hold = target.hold();
      if (attempt == MOST_HOLDS || hold.method() == HoldMethod.NONE || atRest(heaps, hold)) {
        return hold;
      }
      hold.close();
      LockSupport.parkNanos(MOMENT_NANOS);
    }
  }

  private boolean atRest(List<Allocator.Recognised> heaps, Target.Hold hold) {
    boolean answered = false;
    try {
      boolean atRest = heaps.stream().allMatch(heap -> heap.atRest(target));
      answered = true;
      return atRest;
    } finally {
      if (!answered) {
        hold.close();
      }
    }
  }

  /// Has the code compiled that will run while the target is held: where it is copied then, that is
  /// only what the parties announce.
  private void rehearse(
      List<Allocator.Recognised> heaps,
      List<Runtime.Recognised> found,
      Window window,
      boolean copies)
      throws ProcessAccessException {
    List<Area> areas = AddressSpace.areas(target);
    Sweep rehearsal = Sweep.rehearsal(target, areas, heaps, found, window, rehearsalBytes());
    if (!copies) {
      rehearsal.run();
    }
    heaps.forEach(heap -> heap.atRest(target));
    target.draft(copies ? Sweep.mayRead(target, areas) : new AddressRanges());
  }

  /// {@return how much may be read for nothing but to have the code compiled} A share of what there
  /// is: all in all no more is read than half as much again.
  private long rehearsalBytes() {
    return Math.clamp(
        Recognition.residentBytes(target) / REHEARSED_SHARE, LEAST_REHEARSED, MOST_REHEARSED);
  }

  /// What the reader must know of heaps that are not read.
  private static List<Warning> notRead(List<UnreadRuntime> unread) {
    return unread.stream().map(each -> new Warning("not-read", each.notice(), false)).toList();
  }

  private boolean nothingWasRead() {
    return target.memory().bytesRead() == readEarlier && !target.identity().itself();
  }

  private static long violationCount(Recorder recorder) {
    return recorder.violations().values().stream().mapToLong(Recorder.Violation::count).sum();
  }

  /// The page table was read while the target was held, the kernel's counters before and after.
  private void warnOfTwoCounts(KernelCounts kernel) {
    long counted = target.mappings().stream().mapToLong(mapping -> mapping.counters().rss()).sum();
    if (kernel.nearest(counted) != counted) {
      warnings.add(
          new Warning(
              "recount",
              String.format(
                  Locale.ROOT,
                  "the kernel's two counts differ: %,d bytes of pages stood in the page table while"
                      + " the process was read; its Rss was %,d before and %,d after",
                  counted,
                  kernel.rssBefore(),
                  kernel.rssAfter()),
              false));
    }
  }

  private void warn(Target.Hold hold, long missing, Recorder recorder) {
    if (target.identity().itself()) {
      warnings.add(
          new Warning("not-held", "Fathom reads itself: it cannot hold itself still", false));
    } else if (hold.method() == HoldMethod.NONE) {
      warnings.add(
          new Warning(
              Warning.NOT_HELD,
              "the process ran on while it was read; figures may be torn",
              false));
    }
    for (Map.Entry<String, Recorder.Violation> entry : recorder.violations().entrySet()) {
      warnings.add(
          new Warning(
              "torn",
              String.format(
                  Locale.ROOT,
                  "%s: %s, first at 0x%x",
                  entry.getKey(),
                  times(entry.getValue().count()),
                  entry.getValue().firstAddress()),
              true));
    }
    if (target.stoppedEarly()) {
      warnings.add(
          new Warning(
              "stopped-early",
              String.format(
                  Locale.ROOT,
                  "the process was released after %,d ms, as long as it may be held (--max-pause):"
                      + " not all of its memory was read",
                  Math.round(hold.heldNanos() / 1e6)),
              true));
    } else if (missing > 0
        && warnings.stream().noneMatch(warning -> warning.code().equals(Warning.MISSING))) {
      warnings.add(
          new Warning(
              Warning.MISSING,
              String.format(
                  Locale.ROOT,
                  "%,d bytes could not be read (swapped out, or gone meanwhile)",
                  missing),
              true));
    }
  }

  private static String times(long count) {
    return count == 1 ? "once" : String.format(Locale.ROOT, "%,d times", count);
  }
}
