package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.account.Account;
import dev.fathom.analysis.account.BalanceSheet;
import dev.fathom.analysis.account.Bookkeeper;
import dev.fathom.model.Findings;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.column.Extents;
import dev.fathom.model.memory.BlockState;
import dev.fathom.model.object.ObjectTable;
import dev.fathom.survey.Survey;
import dev.fathom.survey.look.Parties;
import dev.fathom.target.Target;
import dev.fathom.testing.Heaps;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// Whether two looks at one process that did not change found the same: each chunk, block and
/// object, and what adds up from them.
public final class Likeness {
  private static final Set<Integer> NONE = Set.of();

  private Likeness() {}

  public static Findings survey(Target opened) throws ProcessAccessException {
    try (Target target = opened) {
      return Survey.of(target, Parties.allocators(), Parties.runtimes());
    }
  }

  /// Asserts that all is alike but for which pages are there, of which a core knows nothing.
  public static void assertAlikeButForResidency(Findings live, Findings file) {
    assertThat(file.runtime()).isEqualTo(live.runtime());
    assertThat(file.allocators()).isEqualTo(live.allocators());
    assertSame("chunks", pieces(live.chunks(), NONE), pieces(file.chunks(), NONE));
    // The end of an arena of which no pool was cut yet is told where it is resident.
    Set<Integer> unused = Set.of(Extents.NOTHING, BlockState.VIRGIN.code());
    assertSame("blocks", pieces(live.blocks(), unused), pieces(file.blocks(), unused));
    assertSame("objects", objects(live), objects(file));
    assertThat(file.buffers().count()).isEqualTo(live.buffers().count());
    assertThat(file.identity().process()).isEqualTo(live.identity().process());
    // What owns how much is a matter of references, of which the residency is no part.
    assertThat(owners(file)).containsExactlyElementsOf(owners(live));
    // With the same pages, each account is the same.
    assertThat(accountsButUnused(file))
        .containsExactlyElementsOf(accountsButUnused(Heaps.onPagesOf(live, file)));
  }

  /// Asserts that nothing at all differs.
  public static void assertAlike(Findings live, Findings file) {
    assertAlikeButForResidency(live, file);
    assertSame("blocks", pieces(live.blocks(), NONE), pieces(file.blocks(), NONE));
    assertThat(accounts(file)).containsExactlyElementsOf(accounts(live));
    assertThat(file.virtualBytes()).isEqualTo(live.virtualBytes());
    assertSame("mappings", mappings(live), mappings(file));
  }

  /// With the counters that do not change when another process maps the same file or ends.
  private static List<String> mappings(Findings findings) {
    return findings.mappings().stream()
        .map(mapping ->
            "%x-%x %s %x %s %d %s %b %d %d %d"
                .formatted(
                    mapping.start(),
                    mapping.end(),
                    mapping.permissions(),
                    mapping.fileOffset(),
                    mapping.device(),
                    mapping.inode(),
                    mapping.name(),
                    mapping.special(),
                    mapping.counters().rss(),
                    mapping.counters().anonymous(),
                    mapping.counters().swap()))
        .toList();
  }

  public static List<String> accounts(Findings findings) {
    List<String> lines = new ArrayList<>();
    add(Bookkeeper.balance(findings).accounts(), lines);
    lines.sort(String::compareTo);
    return lines;
  }

  /// The same, with what is free in Python's pools and what is unexplained in one: the unused end
  /// of an arena is either, according to whether it was resident.
  private static List<String> accountsButUnused(Findings findings) {
    BalanceSheet sheet = Bookkeeper.balance(findings);
    List<String> lines = new ArrayList<>();
    add(
        sheet.accounts().stream()
            .filter(account ->
                !account.id().equals("python.free") && !account.id().equals("unexplained"))
            .toList(),
        lines);
    lines.add("unused " + (sheet.resident("python.free") + sheet.unexplained()));
    lines.sort(String::compareTo);
    return lines;
  }

  private static void add(List<Account> accounts, List<String> lines) {
    for (Account account : accounts) {
      if (account.resident() != 0) {
        lines.add(account.id() + " " + account.resident());
      }
      add(account.children(), lines);
    }
  }

  private static List<String> pieces(Extents extents, Set<Integer> leftOut) {
    return IntStream.range(0, extents.count())
        .filter(piece -> !leftOut.contains(extents.state(piece)))
        .mapToObj(piece ->
            "%x-%x %d".formatted(extents.start(piece), extents.end(piece), extents.state(piece)))
        .toList();
  }

  /// Names the first that differs: there may be millions.
  private static void assertSame(String what, List<String> live, List<String> file) {
    for (int i = 0; i < Math.min(live.size(), file.size()); i++) {
      assertThat(file.get(i)).as("%s, number %d", what, i).isEqualTo(live.get(i));
    }
    assertThat(file).as(what).hasSameSizeAs(live);
  }

  /// Mappings are objects as far as they are in memory, which a file may not tell.
  private static boolean isMapped(Findings findings, int object) {
    return findings.types().isMapped(findings.objects().type(object));
  }

  private static List<String> objects(Findings findings) {
    ObjectTable objects = findings.objects();
    List<String> lines = new ArrayList<>();
    for (int object = 0; object < objects.count(); object++) {
      if (!isMapped(findings, object)) {
        lines.add(
            "%x %d %s"
                .formatted(
                    objects.address(object),
                    objects.shallow(object),
                    findings.types().get(objects.type(object)).qualifiedName()));
      }
    }
    return lines;
  }

  /// Without those that hold mappings, and these.
  private static List<String> owners(Findings findings) {
    Analysis analysis = Analysis.of(findings);
    BitSet holders = new BitSet();
    for (int object = 0; object < findings.objects().count(); object++) {
      for (int at = object; isMapped(findings, object) && at >= 0 && !holders.get(at); ) {
        holders.set(at);
        at = analysis.dominators().of(at);
      }
    }
    return analysis.owners().largest(200).largest().stream()
        .filter(owner -> !holders.get(findings.objects().atOrBelow(owner.address())))
        .limit(100)
        .map(owner ->
            "%x %s %s %d %d"
                .formatted(
                    owner.address(), owner.type(), owner.path(), owner.objects(), owner.retained()))
        .toList();
  }
}
