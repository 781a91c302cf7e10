package dev.fathom.ask.advise;

import dev.fathom.analysis.account.Evidence;
import dev.fathom.analysis.returned.Returned;
import dev.fathom.model.Findings;
import java.util.List;

/// A piece of advice.
///
/// @param id what kind it is: does not change
/// @param when it can be carried out
/// @param what is to be done, in words; parts are of the target's choosing, and not escaped
/// @param how it is done, step by step, as the program would write it
/// @param bytes what would be given back, or be saved from the start
/// @param evidence how far that can be trusted
/// @param basis how it was reckoned
/// @param counted what is measured of a process when it was carried out
public record Proposal(
    String id,
    When when,
    String what,
    List<String> how,
    Returned.Range bytes,
    Evidence evidence,
    String basis,
    Counted counted) {
  /// Gains below this are worth no line, and neither are those below this share of a process.
  private static final long WORTH_BYTES = 1 << 20;

  private static final double WORTH_SHARE = 0.05;

  public Proposal {
    how = List.copyOf(how);
  }

  /// A piece of which all anonymous memory is measured.
  Proposal(
      String id,
      When when,
      String what,
      List<String> how,
      Returned.Range bytes,
      Evidence evidence,
      String basis) {
    this(id, when, what, how, bytes, evidence, basis, Counted.ALL);
  }

  /// Which count of the kernel's, of anonymous memory, gets less.
  public enum Counted {
    /// Each page.
    ALL("Anonymous memory", "smaps_rollup.Anonymous"),
    /// Each page divided by how often it is mapped.
    SHARE("Anonymous memory, pages that are shared divided,", "smaps_rollup.Pss_Anon"),
    /// Each page that was written to and that nobody else maps.
    OWN("Memory that is its own alone", "smaps_rollup.Private_Dirty");

    private final String title;
    private final String number;

    Counted(String title, String number) {
      this.title = title;
      this.number = number;
    }

    /// {@return how a sentence about it begins}
    public String title() {
      return title;
    }

    /// {@return what the kernel calls it}
    String number() {
      return number;
    }
  }

  /// When it can be carried out.
  public enum When {
    /// By the process itself, as it runs.
    NOW("now"),
    /// When it is started the next time.
    NEXT_START("next-start");

    private final String id;

    When(String id) {
      this.id = id;
    }

    /// {@return its name in JSON; it does not change}
    public String id() {
      return id;
    }
  }

  /// {@return a range of which all is likely to come}
  static Returned.Range exactly(long bytes) {
    return new Returned.Range(bytes, bytes, bytes);
  }

  /// {@return a range of which nobody knows how much comes}
  static Returned.Range atMost(long bytes) {
    return new Returned.Range(bytes, 0, bytes);
  }

  /// {@return whether it is worth a line}
  boolean isWorth(Findings findings) {
    return isWorth(findings, bytes.most());
  }

  static boolean isWorth(Findings findings, long bytes) {
    return bytes >= Math.min(WORTH_BYTES, Math.max(1, WORTH_SHARE * findings.rss()));
  }
}
