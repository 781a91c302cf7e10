package dev.fathom.model.family;

import dev.fathom.model.ProcessStat;
import dev.fathom.model.memory.PageCounters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The processes of a machine and what they take, grouped into applications.
///
/// @param all the largest first
/// @param machineBytes what the machine has; 0 where it does not say
public record Applications(List<Application> all, long machineBytes) {
  /// One process.
  ///
  /// @param stat who it is
  /// @param shared what of it is in memory and of files or of shared memory (SHR)
  /// @param title what is told of its command line, or its short name; of the target's choosing
  /// @param container what its control group is: `docker 0123456789ab`, `systemd nginx.service`;
  ///   empty where nothing tells
  /// @param counters what the kernel counts of it; empty where that is not permitted
  public record Member(
      ProcessStat stat,
      long shared,
      String title,
      String container,
      Optional<PageCounters> counters) {
    /// {@return resident bytes, by the best source there is}
    public long rss() {
      return counters.map(PageCounters::rss).orElse(stat.residentBytes());
    }

    /// {@return bytes that are its own or its part of what it shares; 0 where that is not known}
    public long pss() {
      return counters.map(PageCounters::pss).orElse(0L);
    }

    /// {@return bytes that nobody else maps; 0 where that is not known}
    public long uss() {
      return counters.map(PageCounters::uss).orElse(0L);
    }

    public long swap() {
      return counters.map(PageCounters::swap).orElse(0L);
    }
  }

  /// A process and those of its descendants that run the same program.
  ///
  /// @param members the first is the parent of them all; the others follow by their process ids
  public record Application(List<Member> members) {
    public Member first() {
      return members.getFirst();
    }

    public long pss() {
      return members.stream().mapToLong(Member::pss).sum();
    }

    public long uss() {
      return members.stream().mapToLong(Member::uss).sum();
    }

    public long rss() {
      return members.stream().mapToLong(Member::rss).sum();
    }

    /// {@return all addresses that are mapped, of each of them}
    public long virtual() {
      return members.stream().mapToLong(member -> member.stat().virtualBytes()).sum();
    }

    /// {@return what of the resident bytes is of files or of shared memory}
    public long shared() {
      return members.stream().mapToLong(Member::shared).sum();
    }

    public long swap() {
      return members.stream().mapToLong(Member::swap).sum();
    }

    /// {@return what one more worker would take: the median of what each of them has for itself
    /// alone; empty where there are none whose memory may be looked at}
    public Optional<Long> delta() {
      List<Long> own =
          members.stream()
              .skip(1)
              .filter(member -> member.counters().isPresent())
              .map(Member::uss)
              .sorted()
              .toList();
      return own.isEmpty() ? Optional.empty() : Optional.of(own.get(own.size() / 2));
    }
  }

  /// Groups processes into applications.
  public static Applications of(List<Member> members, long machineBytes) {
    Map<Integer, Member> byProcess = new HashMap<>();
    members.forEach(member -> byProcess.put(member.stat().process(), member));
    Map<Integer, List<Member>> groups = new HashMap<>();
    for (Member member : members) {
      groups.computeIfAbsent(root(member, byProcess), key -> new ArrayList<>()).add(member);
    }
    List<Application> applications = new ArrayList<>();
    groups.forEach((root, group) -> {
      group.sort(
          Comparator.<Member>comparingInt(m -> m.stat().process() == root ? 0 : 1)
              .thenComparingInt(m -> m.stat().process()));
      applications.add(new Application(List.copyOf(group)));
    });
    applications.sort(
        Comparator.comparingLong(Application::pss)
            .thenComparingLong(Application::rss)
            .reversed()
            .thenComparingInt(application -> application.first().stat().process()));
    return new Applications(List.copyOf(applications), machineBytes);
  }

  /// {@return the highest ancestor that a process has the program in common with} A process that
  /// has renamed itself still has its parent's command line, or else its name.
  private static int root(Member member, Map<Integer, Member> byProcess) {
    Member at = member;
    for (int generation = 0; generation < byProcess.size(); generation++) {
      Member parent = byProcess.get(at.stat().parent());
      if (parent == null || parent.stat().process() == 1 || !sameProgram(at, parent)) {
        return at.stat().process();
      }
      at = parent;
    }
    return at.stat().process(); // parents in a ring: a process ended and its number was used again
  }

  private static boolean sameProgram(Member one, Member other) {
    return one.stat().name().equals(other.stat().name()) || one.title().equals(other.title());
  }

  /// {@return how many processes could not be looked into}
  public long refused() {
    return all.stream()
        .flatMap(application -> application.members().stream())
        .filter(member -> member.counters().isEmpty())
        .count();
  }
}
