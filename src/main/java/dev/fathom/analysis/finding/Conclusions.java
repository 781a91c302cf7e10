package dev.fathom.analysis.finding;

import dev.fathom.analysis.account.BalanceSheet;
import dev.fathom.analysis.account.Evidence;
import dev.fathom.analysis.account.fragmentation.Pins;
import dev.fathom.analysis.leaks.Leaks;
import dev.fathom.analysis.owners.Owners;
import dev.fathom.analysis.packing.Packable;
import dev.fathom.model.Findings;
import dev.fathom.model.Warning;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// All that is concluded of a look.
public final class Conclusions {
  private Conclusions() {}

  /// {@return the findings: the verdict's, then those of pins and leaks, then what makes the answer
  /// incomplete}
  public static List<Finding> of(
      Findings findings, BalanceSheet sheet, List<Finding> verdict, Pins pins, Leaks leaks) {
    List<Finding> all = new ArrayList<>(verdict);
    all.addAll(PinFindings.of(pins, sheet.rss()));
    all.addAll(LeakFindings.of(findings, leaks, sheet.rss()));
    all.addAll(incomplete(findings));
    return List.copyOf(all);
  }

  /// {@return where the memory went, in words: before the last of it, how much is accounted for,
  /// what is said of tables, of small objects that could be one, and of huge pages}
  public static List<Finding> verdict(
      Findings findings, BalanceSheet sheet, Owners owners, List<Packable> packable) {
    List<Finding> all = new ArrayList<>(Verdict.of(findings, sheet, owners));
    all.addAll(Math.max(0, all.size() - 1), TableFindings.of(findings, owners::paths, sheet.rss()));
    all.addAll(Math.max(0, all.size() - 1), PackingFindings.of(packable, sheet.rss()));
    HugePageFindings.of(findings.hugePages(), sheet.rss())
        .ifPresent(huge -> all.add(Math.max(0, all.size() - 1), huge));
    return List.copyOf(all);
  }

  /// {@return that an owner keeps so much}
  public static Finding held(Findings findings, Owners.Owner owner) {
    return Finding.of(
            FindingKind.HELD,
            owner.resident(),
            findings.rss(),
            Evidence.HEURISTIC,
            OwnerSentence.of(owner, findings.dialect()))
        .about(List.of(owner.path()))
        .next("owners");
  }

  /// {@return what makes an answer incomplete, or torn}
  public static List<Finding> incomplete(Findings findings) {
    return findings.warnings().stream()
        .filter(warning -> warning.partial() || warning.code().equals(Warning.NOT_HELD))
        .filter(warning -> !warning.code().equals(Warning.UNREAD))
        .map(warning ->
            Finding.of(
                    FindingKind.INCOMPLETE,
                    0,
                    findings.rss(),
                    Evidence.EXACT,
                    capital(warning.message()) + ".")
                .about(List.of(warning.code())))
        .toList();
  }

  private static String capital(String sentence) {
    return sentence.isEmpty()
        ? sentence
        : sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
  }
}
