package dev.fathom.analysis.finding;

import dev.fathom.analysis.account.Evidence;
import dev.fathom.analysis.packing.Packable;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.object.PlainMemory;
import java.util.List;
import java.util.Locale;

/// What small objects take that could be one large one: a few big ones in place of many small.
public final class PackingFindings {
  /// Below this share of the Rss nothing is said.
  public static final double WORTH_SAYING = 0.05;

  private PackingFindings() {}

  /// {@return a finding for each; its bytes are what would be saved}
  ///
  /// @param rss of which the shares are
  static List<Finding> of(List<Packable> all, long rss) {
    return all.stream()
        .map(each ->
            Finding.of(FindingKind.PACKABLE, each.saving(), rss, Evidence.VALIDATED, sentence(each))
                .about(List.of(each.path()))
                .next("owners"))
        .toList();
  }

  private static String sentence(Packable found) {
    String path = Finding.name(found.path());
    String type = Finding.name(found.type());
    String where =
        found.sequences() == 1
            ? String.format("%s (%s)", path, type)
            : String.format(
                Locale.ROOT, "%s such as %s", PlainMemory.several(found.sequences(), type), path);
    return String.format(
        Locale.ROOT,
        "%s is %s in %s, each an object of its own: %s%s would take %s less.",
        ByteUnit.inText(found.resident()),
        PlainMemory.several(found.items(), Finding.name(found.item())),
        where,
        found.what() + (found.sequences() == 1 ? "" : " for each"),
        found.code().isEmpty() ? "" : " (`" + found.code() + "`)",
        ByteUnit.inText(found.saving()));
  }
}
