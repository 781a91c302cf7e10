package dev.fathom.report.object;

import dev.fathom.analysis.returned.Keeper;
import dev.fathom.analysis.returned.Returned;
import dev.fathom.ask.returned.ReturnedAnswer;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.Findings;
import dev.fathom.model.memory.ReleaseRule;
import dev.fathom.report.table.KeepersTable;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import dev.fathom.view.JsonDocument;
import dev.fathom.view.JsonTable;
import dev.fathom.view.ScreenTable;
import dev.fathom.view.Style;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/// What would go back to the kernel if something went, as text and as JSON.
public final class ReturnedReport {
  private ReturnedReport() {}

  /// {@return lines of at most `width` characters}
  public static List<String> lines(ReturnedAnswer answer, Style style, int width) {
    Returned returned = answer.returned();
    List<String> lines = new ArrayList<>(Fit.text(freed(answer), width));
    if (returned.isForetold()) {
      lines.addAll(Fit.text(returns(answer), width));
    }
    if (returned.unforetold() > 0) {
      lines.addAll(Fit.text(unforetold(answer), width));
    }
    if (returned.guessed() > 0) {
      lines.addAll(
          Fit.text(
              ByteUnit.inText(returned.guessed())
                  + " of what is freed is only likely to belong to what goes.",
              width));
    }
    List<Keeper> keepers = returned.keepers();
    if (!keepers.isEmpty()) {
      lines.add("");
      ByteUnit unit = ByteUnit.forLargest(keepers.getFirst().bytes());
      lines.addAll(
          ScreenTable.of(KeepersTable.SPEC)
              .show("bytes", unit)
              .name("type", Keeper::type)
              .name("owner", KeepersTable::called)
              .lines(keepers, style, width));
    }
    return lines;
  }

  /// {@return the same in one sentence, below what else is told of the object: lines of at most
  /// `width` characters}
  public static List<String> sentence(ReturnedAnswer answer, Style style, int width) {
    Returned returned = answer.returned();
    StringBuilder text = new StringBuilder("Dropping it frees ");
    text.append(ByteUnit.inText(returned.freed()));
    if (returned.isForetold()) {
      text.append(" and returns ").append(about(returned.byItself()));
      String call = call(answer.findings());
      if (!call.isEmpty()) {
        text.append(" (").append(about(returned.afterRelease())).append(" after ").append(call);
        if (returned.releasableNow() > 0) {
          text.append(", which would return ")
              .append(ByteUnit.inText(returned.releasableNow()))
              .append(" now");
        }
        text.append(')');
      }
      if (returned.stays() > 0 && !returned.keepers().isEmpty()) {
        text.append(": ")
            .append(ByteUnit.inText(returned.stays()))
            .append(" stays, most because of ")
            .append(Escape.terminal(KeepersTable.called(returned.keepers().getFirst())));
      }
    }
    text.append('.');
    if (returned.unforetold() > 0) {
      text.append(' ').append(unforetold(answer));
    }
    return Fit.text(text.toString(), width).stream().map(style::dim).toList();
  }

  private static String about(Returned.Range range) {
    String least = ByteUnit.inText(range.least());
    return (least.equals(ByteUnit.inText(range.most())) ? "" : "~")
        + ByteUnit.inText(range.likely());
  }

  private static String freed(ReturnedAnswer answer) {
    Returned returned = answer.returned();
    return String.format(
        Locale.ROOT,
        "Dropping %s frees %s (%,d %s)%s.",
        Escape.terminal(String.join(", ", answer.dropped())),
        ByteUnit.inText(returned.freed()),
        returned.objects(),
        returned.objects() == 1 ? "object" : "objects",
        returned.resident() == returned.freed()
            ? ""
            : ", of which " + ByteUnit.inText(returned.resident()) + " is in memory");
  }

  private static String returns(ReturnedAnswer answer) {
    Returned returned = answer.returned();
    StringBuilder text =
        new StringBuilder(between(returned.byItself()))
            .append(" goes back to the kernel by itself");
    String call = call(answer.findings());
    if (!call.isEmpty()) {
      text.append("; with ")
          .append(call)
          .append(" after it ")
          .append(between(returned.afterRelease()));
      if (returned.releasableNow() > 0) {
        text.append(", of which that call would give back ")
            .append(ByteUnit.inText(returned.releasableNow()))
            .append(" now");
      }
    }
    if (returned.stays() > 0) {
      text.append(". ").append(ByteUnit.inText(returned.stays())).append(" of what is freed stays");
    }
    return text.append('.').toString();
  }

  private static String between(Returned.Range range) {
    String likely = ByteUnit.inText(range.likely());
    String least = ByteUnit.inText(range.least());
    String most = ByteUnit.inText(range.most());
    return least.equals(most)
        ? likely
        : likely + " (" + least + " to " + most + ", in whatever order it is freed)";
  }

  private static String unforetold(ReturnedAnswer answer) {
    String otherwise =
        answer.findings().heaps().arenas().stream()
            .map(arena -> arena.release().otherwise())
            .filter(clause -> !clause.isEmpty())
            .findFirst()
            .orElse("");
    return "Of "
        + ByteUnit.inText(answer.returned().unforetold())
        + " it is not foretold whether they go back"
        + (otherwise.isEmpty() ? "." : ": " + otherwise + ".");
  }

  /// {@return what a program calls to have free pages given back; empty where it is not known}
  private static String call(Findings findings) {
    return findings.heaps().arenas().stream()
        .map(arena -> arena.release())
        .map(ReleaseRule::call)
        .filter(each -> !each.isEmpty())
        .findFirst()
        .orElse("");
  }

  /// Writes it as JSON.
  public static void write(ReturnedAnswer answer, long wallNanos, OutputStream out) {
    JsonDocument.write(
        answer.findings(),
        wallNanos,
        out,
        json -> {
          property(json, "dropping", answer);
          JsonTable.write(json, KeepersTable.SPEC, answer.returned().keepers());
        });
  }

  /// Writes its figures as a property of another answer.
  public static void property(JsonGenerator json, String name, ReturnedAnswer answer) {
    Returned returned = answer.returned();
    json.writeObjectPropertyStart(name);
    json.writeArrayPropertyStart("dropped");
    answer.dropped().forEach(json::writeString);
    json.writeEndArray();
    json.writeNumberProperty("objects", returned.objects());
    json.writeNumberProperty("freed", returned.freed());
    json.writeNumberProperty("resident", returned.resident());
    range(json, "returned", returned.byItself());
    json.writeStringProperty("releaseCall", call(answer.findings()));
    range(json, "afterRelease", returned.afterRelease());
    json.writeNumberProperty("releasableNow", returned.releasableNow());
    json.writeNumberProperty("stays", returned.stays());
    json.writeNumberProperty("unforetold", returned.unforetold());
    json.writeNumberProperty("guessed", returned.guessed());
    json.writeEndObject();
  }

  private static void range(JsonGenerator json, String name, Returned.Range range) {
    json.writeNumberProperty(name, range.likely());
    json.writeNumberProperty(name + "AtLeast", range.least());
    json.writeNumberProperty(name + "AtMost", range.most());
  }
}
