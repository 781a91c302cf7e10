package dev.fathom.report.advise;

import dev.fathom.analysis.account.Evidence;
import dev.fathom.analysis.returned.Returned;
import dev.fathom.ask.advise.AdviceOutcome;
import dev.fathom.ask.advise.AdviseAnswer;
import dev.fathom.ask.advise.Proposal;
import dev.fathom.model.ByteUnit;
import dev.fathom.report.TextReport;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import dev.fathom.view.JsonDocument;
import dev.fathom.view.Style;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// What would make a process smaller, by how much, and how it is done.
public final class AdviseReport {
  /// Names the paths of objects.
  private static final int LONGEST = 400;

  private AdviseReport() {}

  /// {@return lines of at most `width` characters}
  public static List<String> lines(AdviseAnswer answer, Style style, int width) {
    List<String> lines = new ArrayList<>();
    lines.add(style.bold(Fit.line(Escape.terminal(TextReport.title(answer.findings())), width)));
    lines.add("");
    if (answer.proposals().isEmpty()) {
      lines.add("Nothing would make it much smaller: nothing gives back 1 MiB, or 5 % of it.");
      return lines;
    }
    lines.addAll(
        Fit.text(
            ByteUnit.inText(answer.findings().rss())
                + " resident. Each piece of advice is for itself: what they give back overlaps.",
            width));
    for (Proposal.When when : Proposal.When.values()) {
      boolean first = true;
      for (int at = 0; at < answer.proposals().size(); at++) {
        Proposal proposal = answer.proposals().get(at);
        if (proposal.when() == when) {
          if (first) {
            lines.add("");
            lines.add(
                style.bold(
                    when == Proposal.When.NOW
                        ? "NOW, by the process itself"
                        : "WHEN IT IS STARTED THE NEXT TIME"));
            first = false;
          }
          lines.addAll(proposal(at + 1, proposal, width));
        }
      }
    }
    return lines;
  }

  private static List<String> proposal(int number, Proposal proposal, int width) {
    List<String> lines = new ArrayList<>();
    String text =
        number
            + "  "
            + Escape.terminal(proposal.what(), LONGEST)
            + ": "
            + bytes(proposal)
            + ". "
            + Escape.terminal(capital(proposal.basis()), LONGEST)
            + ".";
    List<String> wrapped = Fit.text(text, width - 5);
    lines.add("  " + wrapped.getFirst());
    wrapped.subList(1, wrapped.size()).forEach(line -> lines.add("     " + line));
    how(proposal, width).forEach(lines::add);
    return lines;
  }

  /// {@return what is to be done, a line a step}
  public static List<String> how(Proposal proposal, int width) {
    return proposal.how().stream()
        .map(step -> Fit.line("       " + Escape.terminal(step, LONGEST), width))
        .toList();
  }

  /// {@return what somebody is to do who checks a piece of advice}
  public static List<String> prompt(Proposal proposal, int width) {
    List<String> lines = new ArrayList<>();
    lines.addAll(
        Fit.text(
            capital(Escape.terminal(proposal.what(), LONGEST)) + ": " + bytes(proposal) + ".",
            width));
    lines.addAll(how(proposal, width));
    lines.addAll(
        Fit.text(
            proposal.when() == Proposal.When.NOW
                ? "Do it, and press Enter."
                : "Start it so, let it do the same, type the id of the new process, and press Enter.",
            width));
    return lines;
  }

  private static String capital(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private static String bytes(Proposal proposal) {
    Returned.Range bytes = proposal.bytes();
    String sign = proposal.evidence() == Evidence.EXACT ? "" : "~";
    if (bytes.least() == 0 && bytes.most() > 0) {
      return "at most " + sign + ByteUnit.inText(bytes.most());
    }
    String least = ByteUnit.inText(bytes.least());
    String most = ByteUnit.inText(bytes.most());
    return sign
        + ByteUnit.inText(bytes.likely())
        + (least.equals(most) ? "" : " (" + least + " to " + most + ")");
  }

  /// {@return what came of a piece of advice, in lines of at most `width` characters}
  public static List<String> outcome(Proposal proposal, AdviceOutcome outcome, int width) {
    long off = outcome.offBy(proposal.bytes());
    String released =
        outcome.released() >= 0
            ? ByteUnit.inText(outcome.released()) + " less"
            : ByteUnit.inText(-outcome.released()) + " more";
    return Fit.text(
        proposal.counted().title()
            + " is "
            + released
            + " than before ("
            + ByteUnit.inText(outcome.before())
            + ", now "
            + ByteUnit.inText(outcome.after())
            + "); foretold was "
            + bytes(proposal)
            + ": "
            + (off == 0
                ? "as foretold."
                : ByteUnit.inText(Math.abs(off))
                    + (off > 0 ? " more than that." : " less than that; was it carried out?")),
        width);
  }

  /// Writes it as JSON.
  ///
  /// @param checked the number of the piece whose outcome is told; 0 where nobody asked
  public static void writeJson(
      AdviseAnswer answer,
      int checked,
      Optional<AdviceOutcome> outcome,
      long wallNanos,
      OutputStream out) {
    JsonDocument.write(
        answer.findings(),
        wallNanos,
        out,
        json -> {
          json.writeArrayPropertyStart("advice");
          for (int at = 0; at < answer.proposals().size(); at++) {
            proposal(json, at + 1, answer.proposals().get(at));
          }
          json.writeEndArray();
          outcome.ifPresent(came -> {
            json.writeObjectPropertyStart("outcome");
            json.writeNumberProperty("number", checked);
            json.writeNumberProperty("before", came.before());
            json.writeNumberProperty("after", came.after());
            json.writeNumberProperty("released", came.released());
            json.writeNumberProperty(
                "offBy", came.offBy(answer.proposals().get(checked - 1).bytes()));
            json.writeEndObject();
          });
        });
  }

  private static void proposal(JsonGenerator json, int number, Proposal proposal) {
    json.writeStartObject();
    json.writeNumberProperty("number", number);
    json.writeStringProperty("id", proposal.id());
    json.writeStringProperty("when", proposal.when().id());
    json.writeStringProperty("what", proposal.what());
    json.writeArrayPropertyStart("how");
    proposal.how().forEach(json::writeString);
    json.writeEndArray();
    json.writeNumberProperty("bytes", proposal.bytes().likely());
    json.writeNumberProperty("bytesAtLeast", proposal.bytes().least());
    json.writeNumberProperty("bytesAtMost", proposal.bytes().most());
    json.writeStringProperty("evidence", proposal.evidence().name().toLowerCase(Locale.ROOT));
    json.writeStringProperty("basis", proposal.basis());
    json.writeEndObject();
  }
}
