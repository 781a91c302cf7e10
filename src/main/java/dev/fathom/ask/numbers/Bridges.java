package dev.fathom.ask.numbers;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.account.Account;
import dev.fathom.analysis.account.Bookkeeper;
import dev.fathom.analysis.account.Leaf;
import dev.fathom.analysis.account.PieceListener;
import dev.fathom.ask.numbers.Bridge.Span;
import dev.fathom.model.Cursor;
import dev.fathom.model.Findings;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.Mapping;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Makes the kernel's three largest numbers of what a look found: what a process may use (VmSize),
/// what it may write to alone (VmData), and what is in memory (VmRSS).
final class Bridges {
  private static final String SIZE = "status.VmSize";
  private static final String DATA = "status.VmData";
  private static final String RSS = "status.VmRSS";
  private static final String REST = "difference";
  private static final String ABSENT = ".absent";

  /// Is in no size of the kernel's: it belongs to no process.
  private static final String VSYSCALL = "[vsyscall]";

  /// The stack of the main thread, the only mapping that grows by itself.
  private static final String STACK = "[stack]";

  private Bridges() {}

  static List<Bridge> of(Analysis analysis, Map<String, Long> numbers) {
    return List.of(
        size(analysis.findings(), numbers.getOrDefault(SIZE, 0L)),
        data(analysis.findings(), numbers.getOrDefault(DATA, 0L)),
        rss(analysis, numbers.getOrDefault(RSS, 0L)));
  }

  /// All mapped addresses: by what they are for, in memory or not.
  private static Bridge size(Findings findings, long total) {
    Map<Area.Kind, Long> present = new EnumMap<>(Area.Kind.class);
    Map<Area.Kind, Long> absent = new EnumMap<>(Area.Kind.class);
    for (Area area : findings.areas()) {
      if (!area.mapping().name().equals(VSYSCALL)) {
        long resident = findings.pages().residentBytes(area.start(), area.end());
        present.merge(area.kind(), resident, Long::sum);
        absent.merge(area.kind(), area.end() - area.start() - resident, Long::sum);
      }
    }
    List<Span> spans = new ArrayList<>();
    present.forEach((kind, bytes) -> spans.add(new Span(kind.id(), kind.label(), bytes)));
    absent.forEach((kind, bytes) -> spans.add(absent(kind, bytes)));
    return bridge(SIZE, total, spans, "mapped or unmapped since");
  }

  /// What is private and may be written to, but for the stack that grows: `data_vm` in mm/mmap.c.
  /// What of it is in memory is told by account, the rest by what it is for.
  private static Bridge data(Findings findings, long total) {
    Map<Leaf.Group, Long> groups = new EnumMap<>(Leaf.Group.class);
    PieceListener listener =
        (Cursor at, Leaf.Group group, long start, long end, long resident, int owner) -> {
          Area area = at.area();
          if (area != null && isData(area.mapping())) {
            groups.merge(group, resident, Long::sum);
          }
        };
    Bookkeeper.balance(findings, (object, at, bytes, resident) -> {}, listener);
    Map<Area.Kind, Long> absent = new EnumMap<>(Area.Kind.class);
    for (Area area : findings.areas()) {
      if (isData(area.mapping())) {
        long resident = findings.pages().residentBytes(area.start(), area.end());
        absent.merge(area.kind(), area.end() - area.start() - resident, Long::sum);
      }
    }
    List<Span> spans = new ArrayList<>();
    groups.forEach((group, bytes) ->
        spans.add(
            new Span(
                group.id(findings.dialect()), group.label(findings.dialect(), findings), bytes)));
    absent.forEach((kind, bytes) -> spans.add(absent(kind, bytes)));
    return bridge(DATA, total, spans, "mapped or unmapped since");
  }

  private static boolean isData(Mapping mapping) {
    return mapping.writable() && !mapping.shared() && !mapping.name().equals(STACK);
  }

  /// What is in memory: the balance itself.
  private static Bridge rss(Analysis analysis, long total) {
    List<Span> spans = new ArrayList<>();
    for (Account account : analysis.sheet().accounts()) {
      spans.add(new Span(account.id(), account.label(), account.resident()));
    }
    return bridge(RSS, total, spans, "the kernel's counter, behind by some pages");
  }

  private static Span absent(Area.Kind kind, long bytes) {
    return new Span(kind.id() + ABSENT, kind.label() + ", not in memory", bytes);
  }

  private static Bridge bridge(String id, long total, List<Span> spans, String rest) {
    List<Span> all =
        new ArrayList<>(
            spans.stream()
                .filter(span -> span.bytes() != 0)
                .sorted(Comparator.comparingLong(Span::bytes).reversed())
                .toList());
    long sum = all.stream().mapToLong(Span::bytes).sum();
    all.add(new Span(REST, rest, total - sum));
    return new Bridge(id, total, List.copyOf(all));
  }
}
