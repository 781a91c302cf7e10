package dev.fathom.survey.family;

import dev.fathom.host.MemoryLimits;
import dev.fathom.model.Findings;
import dev.fathom.model.MemoryLimit;
import dev.fathom.model.Pause;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.ProcessStat;
import dev.fathom.model.Progress;
import dev.fathom.model.Warning;
import dev.fathom.model.family.Capacity;
import dev.fathom.model.family.Duplicates;
import dev.fathom.model.family.Family;
import dev.fathom.model.family.SharingMatrix;
import dev.fathom.model.family.Unsharing;
import dev.fathom.model.family.Worker;
import dev.fathom.model.memory.Mapping;
import dev.fathom.model.memory.PageCounters;
import dev.fathom.os.ProcessDirectory;
import dev.fathom.survey.Surveyor;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.Target;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One look at a family: learn what is stable while it runs, hold all its members at once, read
/// their page tables, let those go of which no more is wanted, compare what is no longer shared of
/// the others.
///
/// Members that end meanwhile, or that may not be read, are left out with a warning.
public final class FamilyLook implements AutoCloseable {
  /// Of how many workers it is told what broke the sharing: their heaps are walked while they are
  /// held.
  static final int MOST_EXPLAINED = 40;

  private final List<Member> members = new ArrayList<>();
  private final List<Warning> warnings = new ArrayList<>();

  /// By index of a member.
  private final BitSet letGo = new BitSet();

  /// One process that is held.
  private record Member(
      ProcessStat stat, String title, LiveProcess target, Target.Hold hold, PageTable table) {
    Target held() {
      return new HeldTarget(target, hold);
    }
  }

  /// A worker whose un-shared pages are to be compared with its parent's; both by index.
  private record Comparison(int worker, int parent, SharingWithParent withParent) {}

  private FamilyLook() {}

  /// Looks at processes; one alone stands for itself and its descendants.
  ///
  /// @param surveyor explains what was un-shared; empty: only count it
  public static Family of(List<Integer> processes, Pause pause, Optional<Surveyor> surveyor)
      throws ProcessAccessException {
    return of(processes, pause, surveyor, false);
  }

  /// The same.
  ///
  /// @param duplicates whether to look for what is there several times: reads all anonymous memory
  public static Family of(
      List<Integer> processes, Pause pause, Optional<Surveyor> surveyor, boolean duplicates)
      throws ProcessAccessException {
    List<ProcessStat> relatives = FamilyMembers.of(processes);
    Progress progress = Progress.current();
    progress.begin(Progress.Stage.READING);
    try (FamilyLook look = new FamilyLook();
        Progress.Held _ = progress.held()) {
      look.warnAbsent(processes, relatives);
      long since = look.hold(relatives, pause);
      return look.compare(surveyor, duplicates, since);
    }
  }

  private void warnAbsent(List<Integer> processes, List<ProcessStat> relatives) {
    for (int process : processes) {
      if (relatives.stream().noneMatch(stat -> stat.process() == process)) {
        warn("gone", "no process " + process + " here any more", true);
      }
    }
  }

  /// Opens all of them, then holds them, some at a time, and reads their page tables.
  ///
  /// @return when the first was held, in nanoseconds
  private long hold(List<ProcessStat> relatives, Pause pause) throws ProcessAccessException {
    List<Attempt<Opened>> opened =
        relatives.parallelStream()
            .map(stat -> Attempt.at(stat.process(), () -> Opened.of(stat, pause)))
            .toList();
    long since = System.nanoTime();
    List<Opened> all = opened.stream().flatMap(each -> each.result().stream()).toList();
    Set<Integer> parents = new HashSet<>();
    relatives.forEach(stat -> parents.add(stat.parent()));
    Map<Boolean, List<Opened>> byParenthood =
        all.stream()
            .collect(Collectors.partitioningBy(each -> parents.contains(each.stat().process())));
    // One that has called vfork() stops when its child has begun another program: not where that is
    // held already.
    List<Attempt<Member>> held = new ArrayList<>();
    for (Opened parent : byParenthood.getOrDefault(true, List.of())) {
      held.add(parent.hold());
    }
    // Whoever gives up lets go of those, too, that other threads hold.
    ScopedValue.Carrier heard = ScopedValue.where(Progress.HEARD, Progress.current());
    held.addAll(
        byParenthood.getOrDefault(false, List.of()).parallelStream()
            .map(each -> heard.call(each::hold))
            .toList());
    held.forEach(attempt -> attempt.result().ifPresent(members::add));
    members.sort(Comparator.comparing(Member::stat, FamilyMembers.BY_AGE));
    List<ProcessAccessException> refusals =
        Stream.concat(opened.stream(), held.stream()).flatMap(this::refusal).toList();
    if (members.isEmpty() && !refusals.isEmpty()) {
      throw refusals.getFirst();
    }
    return since;
  }

  private Stream<ProcessAccessException> refusal(Attempt<?> attempt) {
    attempt
        .refused()
        .ifPresent(refused -> {
          boolean there = ProcessDirectory.of(attempt.process()).exists();
          warn(there ? "refused" : "gone", String.valueOf(refused.getMessage()), true);
        });
    return attempt.refused().stream();
  }

  /// What came of opening, or of holding, one process: one of the two.
  private record Attempt<T>(
      int process, Optional<T> result, Optional<ProcessAccessException> refused) {
    /// What may be refused.
    @FunctionalInterface
    private interface Step<T> {
      T take() throws ProcessAccessException;
    }

    static <T> Attempt<T> at(int process, Step<T> step) {
      try {
        return new Attempt<>(process, Optional.of(step.take()), Optional.empty());
      } catch (ProcessAccessException refused) {
        return new Attempt<>(process, Optional.empty(), Optional.of(refused));
      }
    }
  }

  /// One process of which all is known that takes time for each of its mappings.
  private record Opened(ProcessStat stat, String title, LiveProcess target) {
    static Opened of(ProcessStat stat, Pause pause) throws ProcessAccessException {
      LiveProcess target = LiveProcess.openUnseen(stat.process(), pause);
      boolean ready = false;
      try {
        target.prepare();
        String title = target.identity().shown().line();
        ready = true;
        return new Opened(stat, title.isBlank() ? "[" + stat.name() + "]" : title, target);
      } finally {
        if (!ready) {
          target.close();
        }
      }
    }

    Attempt<Member> hold() {
      Attempt<Member> attempt = Attempt.at(stat.process(), this::member);
      if (attempt.refused().isPresent()) {
        target.close();
      }
      return attempt;
    }

    private Member member() throws ProcessAccessException {
      Target.Hold hold = target.hold();
      boolean counted = false;
      try {
        Member member = new Member(stat, title, target, hold, PageTable.of(target));
        counted = true;
        return member;
      } finally {
        if (!counted) {
          hold.close();
        }
      }
    }
  }

  private Family compare(Optional<Surveyor> surveyor, boolean duplicates, long since)
      throws ProcessAccessException {
    List<PageTable> tables = members.stream().map(Member::table).toList();
    PhysicalFrames frames = PhysicalFrames.of(tables);
    SharingMatrix sharing = SharingCount.of(tables, frames);
    if (!frames.shown()) {
      warn(
          "frames",
          "the kernel shows no frames here (that takes root): sharing is told by addresses and by"
              + " which pages no other process maps",
          false);
    }
    List<Worker> workers = new ArrayList<>();
    Map<Integer, Surveyor.Surveyed> surveyed = new HashMap<>();
    List<Comparison> comparisons = new ArrayList<>();
    for (int index = 0; index < members.size(); index++) {
      workers.add(worker(index, frames, sharing, comparisons));
    }
    List<Comparison> explained = surveyor.isEmpty() ? List.of() : worst(comparisons);
    if (!duplicates) {
      letGoAllBut(explained);
    }
    for (Comparison each : explained) {
      if (!surveyed.containsKey(each.parent())) {
        Target parent = members.get(each.parent()).held();
        surveyed.put(each.parent(), surveyor.orElseThrow().survey(parent));
      }
    }
    explain(explained, surveyed, workers);
    Optional<Duplicates> equal =
        duplicates ? Optional.of(duplicates(frames, surveyor, surveyed)) : Optional.empty();
    long read = members.stream().mapToLong(each -> each.target().memory().bytesRead()).sum();
    for (int index = 0; index < members.size(); index++) {
      letGo(index);
    }
    long held = System.nanoTime() - since;
    if (members.stream().anyMatch(member -> member.target().stoppedEarly())) {
      held = members.stream().mapToLong(member -> member.hold().heldNanos()).max().orElse(held);
      warn(
          "stopped-early",
          "some were released after as long as they may be held (--max-pause): not all was read, and"
              + " figures of shared pages may be torn",
          true);
    }
    Map<Integer, Findings> findings = new HashMap<>();
    surveyed.forEach((member, known) -> findings.put(member, known.findings()));
    for (Findings each : findings.values()) {
      each.warnings().stream().filter(Warning::partial).forEach(warnings::add);
    }
    return new Family(
        List.copyOf(workers),
        sharing,
        capacity(workers),
        Map.copyOf(findings),
        equal,
        held,
        read,
        List.copyOf(warnings));
  }

  /// {@return those that un-shared most, in their order}
  private List<Comparison> worst(List<Comparison> comparisons) {
    if (comparisons.size() <= MOST_EXPLAINED) {
      return comparisons;
    }
    warn(
        "causes",
        "what broke the sharing is shown for the " + MOST_EXPLAINED + " that un-shared most",
        false);
    return comparisons.stream()
        .sorted(
            Comparator.comparingLong((Comparison each) -> each.withParent().unsharedBytes())
                .reversed())
        .limit(MOST_EXPLAINED)
        .sorted(Comparator.comparingInt(Comparison::worker))
        .toList();
  }

  private void letGoAllBut(List<Comparison> explained) {
    Set<Integer> wanted = new HashSet<>();
    explained.forEach(each -> wanted.addAll(List.of(each.worker(), each.parent())));
    for (int index = 0; index < members.size(); index++) {
      if (!wanted.contains(index)) {
        letGo(index);
      }
    }
  }

  /// Finds out what the sharing was broken for, parent by parent.
  private void explain(
      List<Comparison> comparisons,
      Map<Integer, Surveyor.Surveyed> surveyed,
      List<Worker> workers) {
    surveyed.forEach((parent, known) -> {
      if (!explains(known.findings())) {
        return;
      }
      List<Comparison> children =
          comparisons.stream().filter(each -> each.parent() == parent).toList();
      List<Unsharing> found =
          CopyOnWrite.compare(
              known.findings(),
              members.get(parent).target().memory(),
              children.parallelStream().map(each -> subject(each, known)).toList());
      for (int at = 0; at < found.size(); at++) {
        int worker = children.get(at).worker();
        workers.set(worker, workers.get(worker).with(found.get(at)));
      }
    });
  }

  private CopyOnWrite.Subject subject(Comparison comparison, Surveyor.Surveyed parent) {
    Member worker = members.get(comparison.worker());
    return new CopyOnWrite.Subject(
        worker.target().memory(),
        comparison.withParent(),
        parent.chunksOf(worker.held(), comparison.withParent().wanted()));
  }

  /// Whether what broke the sharing can be told: not where a runtime has objects of its own, and
  /// nobody knows where they have their counts and types.
  private boolean explains(Findings known) {
    Optional<Findings.RuntimeIdentity> runtime =
        known.runtime().filter(found -> !found.dialect().isMereMemory());
    boolean explains = runtime.isEmpty() || known.types().tellsHeads();
    if (!explains) {
      warn(
          "causes",
          "what broke the sharing is not told: where objects of "
              + runtime.get().title()
              + " keep their counts and types is not known",
          true);
    }
    return explains;
  }

  private Duplicates duplicates(
      PhysicalFrames frames, Optional<Surveyor> surveyor, Map<Integer, Surveyor.Surveyed> surveyed)
      throws ProcessAccessException {
    DuplicateSearch search = new DuplicateSearch(frames);
    for (int index = 0; index < members.size(); index++) {
      Member member = members.get(index);
      search.addPages(member.table(), member.target().memory());
      if (surveyor.isPresent()) {
        Surveyor.Surveyed known = surveyed.get(index);
        if (known == null) {
          known = surveyor.get().survey(member.held());
        }
        search.addObjects(index, known.findings(), member.table(), member.target().memory());
      }
    }
    return search.result();
  }

  private Worker worker(
      int index, PhysicalFrames frames, SharingMatrix sharing, List<Comparison> comparisons)
      throws ProcessAccessException {
    Member member = members.get(index);
    int parent = parentOf(index);
    PageCounters counters =
        member.table().mappings().stream()
            .map(Mapping::counters)
            .reduce(PageCounters.NONE, PageCounters::plus);
    long pageTables = ProcessDirectory.of(member.stat().process()).pageTableBytes();
    if (parent < 0) {
      return new Worker(
          member.stat(),
          member.title(),
          -1,
          Worker.Kinship.HEAD,
          counters,
          pageTables,
          0,
          0,
          0,
          Unsharing.NONE);
    }
    SharingWithParent withParent =
        SharingWithParent.of(members.get(parent).table(), member.table(), frames);
    boolean child = members.get(parent).stat().process() == member.stat().parent();
    Worker.Kinship kinship =
        withParent.commonPages() == 0
            ? Worker.Kinship.STRANGER
            : child ? Worker.Kinship.CHILD : Worker.Kinship.SIBLING;
    Worker worker =
        new Worker(
            member.stat(),
            member.title(),
            parent,
            kinship,
            counters,
            pageTables,
            sharing.shared(parent, index),
            kinship == Worker.Kinship.STRANGER ? 0 : withParent.unsharedBytes(),
            kinship == Worker.Kinship.STRANGER ? 0 : withParent.grownBytes(),
            Unsharing.NONE);
    if (kinship == Worker.Kinship.STRANGER) {
      warn(
          "stranger",
          "process "
              + member.stat().process()
              + " has no memory of process "
              + members.get(parent).stat().process()
              + " in common but files: it runs a program of its own",
          false);
      return worker;
    }
    if (withParent.unsharedPages() > 0) {
      comparisons.add(new Comparison(index, parent, withParent));
    }
    return worker;
  }

  /// {@return the member that one was forked from, or else the head of the family; -1 for the head}
  private int parentOf(int index) {
    for (int other = 0; other < members.size(); other++) {
      if (other != index
          && members.get(other).stat().process() == members.get(index).stat().parent()) {
        return other;
      }
    }
    return index == 0 ? -1 : 0;
  }

  private static Optional<Capacity> capacity(List<Worker> workers) throws ProcessAccessException {
    List<Worker> related =
        workers.stream().filter(worker -> worker.kinship() != Worker.Kinship.HEAD).toList();
    return related.isEmpty() ? Optional.empty() : Optional.of(Capacity.of(related, limit(workers)));
  }

  private static MemoryLimit limit(List<Worker> workers) throws ProcessAccessException {
    ProcessAccessException gone = null;
    for (Worker worker : workers) {
      try {
        return MemoryLimits.of(worker.process());
      } catch (ProcessAccessException ended) {
        gone = ended;
      }
    }
    throw gone == null ? new ProcessAccessException("all of them ended") : gone;
  }

  private void warn(String code, String message, boolean partial) {
    warnings.add(new Warning(code, message, partial));
  }

  /// Lets one go, once. One that ended meanwhile, or was let go too early, makes the answer
  /// partial.
  private void letGo(int index) {
    Member member = members.get(index);
    if (letGo.get(index)) {
      return;
    }
    letGo.set(index);
    // What of its pages could not be read is told by no cause.
    member.target().dropCopy();
    member.target().limits().stream()
        .filter(limit -> !warnings.contains(limit))
        .forEach(warnings::add);
    try {
      member.hold().verify();
    } catch (ProcessAccessException broken) {
      warn("torn", String.valueOf(broken.getMessage()), true);
    }
    member.hold().close();
  }

  @Override
  public void close() {
    members.forEach(member -> member.hold().close());
    members.forEach(member -> member.target().close());
  }
}
