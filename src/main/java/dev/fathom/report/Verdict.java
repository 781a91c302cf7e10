package dev.fathom.report;

import dev.fathom.analysis.account.Account;
import dev.fathom.analysis.account.BalanceSheet;
import dev.fathom.analysis.account.TypeCount;
import dev.fathom.analysis.owners.Owners;
import dev.fathom.model.Findings;
import dev.fathom.model.UnreadRuntime;
import dev.fathom.model.Warning;
import dev.fathom.model.dialect.Dialect;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// The answer in words: a few sentences, each because a figure asks for it.
final class Verdict {
  /// Below this share of the Rss a finding is not worth a sentence.
  private static final double WORTH_SAYING = 0.05;

  private static final double NEARLY_ALL = 0.9;
  private static final double MOST = 0.5;

  private Verdict() {}

  /// {@return the answer, preceded by what makes it doubtful as a whole}
  ///
  /// @param measure what is known of the memory that is counted: `resident`
  static List<String> of(
      Findings findings, BalanceSheet sheet, List<Owners.Owner> accumulation, String measure) {
    List<String> sentences = new ArrayList<>();
    for (Warning warning : findings.warnings()) {
      if (warning.code().equals(Warning.UNREAD)) {
        sentences.add(warning.message() + ".");
      }
    }
    Dialect dialect = findings.dialect();
    sentences.add(Unit.inText(sheet.rss()) + " " + measure + ".");
    Part live = new Part(live(sheet, dialect), new ArrayList<>());
    addLive(live.sentences, sheet, findings);
    addAccumulation(live.sentences, sheet, accumulation, dialect);
    Part free = new Part(free(sheet, dialect), new ArrayList<>());
    addFree(free.sentences, sheet, findings);
    // The largest first; in this order where they are alike.
    Stream.of(live, free, named("unread", "the ", sheet), named("shared", "", sheet))
        .sorted(Comparator.comparingLong(Part::bytes).reversed())
        .forEach(part -> sentences.addAll(part.sentences));
    addExplained(sentences, sheet);
    return sentences;
  }

  /// What is said of one kind of memory.
  private record Part(long bytes, List<String> sentences) {}

  private static long free(BalanceSheet sheet, Dialect dialect) {
    return sheet.resident("malloc.free") + sheet.resident(account(dialect, "free"));
  }

  /// An account that is told by its name.
  private static Part named(String id, String article, BalanceSheet sheet) {
    List<String> sentences = new ArrayList<>();
    for (Account account : sheet.accounts()) {
      if (account.id().equals(id) && worth(account.resident(), sheet)) {
        sentences.add(Unit.inText(account.resident()) + " is " + article + account.label() + ".");
      }
    }
    return new Part(sheet.resident(id), sentences);
  }

  private static long live(BalanceSheet sheet, Dialect dialect) {
    return sheet.resident(account(dialect, "objects"))
        + sheet.resident(account(dialect, "buffers"))
        + sheet.resident("malloc.live");
  }

  /// One base for all shares: the objects with their tables and buffers, as the types have them.
  private static void addLive(List<String> sentences, BalanceSheet sheet, Findings findings) {
    Dialect dialect = findings.dialect();
    long objects = sheet.resident(account(dialect, "objects"));
    long live = live(sheet, dialect);
    if (objects == 0) {
      if (worth(live, sheet)) {
        sentences.add(Unit.inText(live) + " is live malloc memory" + usersOf(findings) + ".");
      }
      return;
    }
    long typed = sheet.types().stream().mapToLong(TypeCount::resident).sum();
    long whole = Math.clamp(typed, objects, Math.max(objects, live));
    StringBuilder sentence = new StringBuilder();
    sentence.append(Unit.inText(whole)).append(" is live ").append(dialect.title());
    sentence.append(" objects");
    if (worth(whole - objects, sheet)) {
      sentence.append(" with their tables and buffers");
    }
    if (!sheet.types().isEmpty()) {
      TypeCount largest =
          sheet.types().stream().max(Comparator.comparingLong(TypeCount::resident)).orElseThrow();
      double share = (double) largest.resident() / Math.max(1, whole);
      String part =
          share >= NEARLY_ALL ? "nearly all" : share >= MOST ? "most" : "the largest part";
      sentence
          .append(", ")
          .append(part)
          .append(" of it ")
          .append(String.format(Locale.ROOT, "%,d ", largest.count()))
          .append(Escape.terminal(largest.qualifiedName()));
    }
    if (worth(live - whole, sheet)) {
      sentence.append("; ").append(Unit.inText(live - whole)).append(" is C memory");
    }
    sentences.add(sentence.append('.').toString());
  }

  /// Who besides C has objects in chunks of malloc, which are not read as such.
  private static String usersOf(Findings findings) {
    List<String> users =
        findings.unread().stream()
            .filter(UnreadRuntime::inChunks)
            .map(UnreadRuntime::title)
            .toList();
    return users.isEmpty()
        ? ""
        : ", in which " + String.join(" and ", users) + " keeps its objects";
  }

  /// Where the objects pile up: named if one place keeps a good part of the memory.
  private static void addAccumulation(
      List<String> sentences,
      BalanceSheet sheet,
      List<Owners.Owner> accumulation,
      Dialect dialect) {
    boolean told = false;
    for (Owners.Owner owner : accumulation) {
      told |= worth(owner.resident(), sheet);
      if (worth(owner.resident(), sheet)) {
        sentences.add(
            String.format(
                Locale.ROOT,
                "%s is held by %s (%s, %,d %s).",
                Unit.inText(owner.resident()),
                Escape.terminal(owner.path()),
                Escape.terminal(owner.type()),
                owner.objects(),
                dialect.terms().objects()));
      }
    }
    long objects = sheet.resident(account(dialect, "objects"));
    if (!told && objects >= MOST * sheet.rss() && objects > 0) {
      sentences.add("No one variable holds much of that: it is spread over many.");
    }
  }

  private static void addFree(List<String> sentences, BalanceSheet sheet, Findings findings) {
    Dialect dialect = findings.dialect();
    long trapped = sheet.resident("malloc.free.trapped");
    long trimmable = sheet.resident("malloc.free.trimmable");
    long pools = sheet.resident(account(dialect, "free"));
    if (worth(trapped, sheet)) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "%s is free memory that cannot go back to the kernel: %,d holes between live chunks.",
              Unit.inText(trapped),
              sheet.holes()));
    }
    if (worth(trimmable, sheet)) {
      sentences.add(
          Unit.inText(trimmable)
              + " is free in whole pages that malloc keeps: "
              + findings.heaps().releaseCall()
              + " would give them back.");
    }
    if (worth(pools, sheet)) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "%s is free blocks in %s's %s, for %s alone to reuse.",
              Unit.inText(pools),
              dialect.title(),
              dialect.terms().pools(),
              dialect.title()));
    }
  }

  private static void addExplained(List<String> sentences, BalanceSheet sheet) {
    long unexplained = sheet.unexplained();
    double share = sheet.rss() == 0 ? 0 : 100.0 * unexplained / sheet.rss();
    long unread = sheet.resident("stopped");
    if (unread > 0) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "%s (%.1f %%) was not read before the process was let go.",
              Unit.inText(unread),
              100.0 * unread / sheet.rss()));
      return;
    }
    long anonymous = sheet.resident("unexplained.anonymous");
    if (worth(anonymous, sheet)) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "%s (%.1f %%) is anonymous memory of no allocator that Fathom knows.",
              Unit.inText(anonymous),
              share));
    } else {
      sentences.add(
          String.format(
              Locale.ROOT,
              "All but %s (%.1f %%) is accounted for.",
              Unit.inText(unexplained),
              share));
    }
  }

  /// {@return the id of an account of a language's own}
  private static String account(Dialect dialect, String part) {
    return dialect.accounts() + "." + part;
  }

  private static boolean worth(long bytes, BalanceSheet sheet) {
    return bytes > 0 && bytes >= WORTH_SAYING * sheet.rss();
  }
}
