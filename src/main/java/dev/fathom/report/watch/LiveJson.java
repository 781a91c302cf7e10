package dev.fathom.report.watch;

import dev.fathom.analysis.account.Account;
import dev.fathom.model.watch.MemoryWait;
import dev.fathom.model.watch.Sample;
import dev.fathom.view.JsonDocument;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// What a target uses over time, as JSON.
public final class LiveJson {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double MICROS = 1e6;

  private final JsonGenerator json;

  /// A curve, or the part of it after a moment.
  ///
  /// @param live whether a process is observed, and not a file
  /// @param gone whether it has ended
  /// @param beganMillis when the observation began, since 1970
  /// @param intervalMillis between two samples
  /// @param samples in the order of time
  /// @param last the last sample of all
  /// @param refused whether the kernel does not tell PSS and USS
  /// @param looks in the order of time
  /// @param lookFailure why the last look that failed did; may be empty
  /// @param waits from reading to reading, in the order of time
  /// @param waited all of them together, from the beginning
  public record Curve(
      boolean live,
      boolean gone,
      long beganMillis,
      long intervalMillis,
      List<Sample> samples,
      Optional<Sample> last,
      boolean refused,
      List<Look> looks,
      String lookFailure,
      List<Waited> waits,
      MemoryWait waited) {}

  /// How long was waited for memory.
  ///
  /// @param millis when that ended, since the observation began
  public record Waited(long millis, MemoryWait during) {}

  /// What a look found.
  ///
  /// @param millis since the observation began
  /// @param heldNanos how long the target was held
  /// @param rss that it had, in bytes
  /// @param accounts the top ones of the balance sheet
  public record Look(long millis, long heldNanos, long rss, List<Account> accounts) {}

  private LiveJson(JsonGenerator json) {
    this.json = json;
  }

  /// Writes the answer; the stream stays open.
  public static void write(Curve curve, long wallNanos, OutputStream out) {
    JsonDocument.write(List.of(), wallNanos, out, json -> new LiveJson(json).curve(curve));
  }

  private void curve(Curve curve) {
    json.writeBooleanProperty("live", curve.live());
    json.writeBooleanProperty("gone", curve.gone());
    if (!curve.live()) {
      return;
    }
    json.writeNumberProperty("beganMillis", curve.beganMillis());
    json.writeNumberProperty("intervalMillis", curve.intervalMillis());
    json.writeBooleanProperty("refused", curve.refused());
    curve
        .last()
        .ifPresent(last -> {
          json.writeNumberProperty("lastMillis", last.millis());
          json.writeNumberProperty("highWater", last.highWater());
        });
    json.writeArrayPropertyStart("samples");
    curve.samples().forEach(this::sample);
    json.writeEndArray();
    json.writeArrayPropertyStart("looks");
    curve.looks().forEach(this::look);
    json.writeEndArray();
    json.writeArrayPropertyStart("waits");
    curve.waits().forEach(this::waited);
    json.writeEndArray();
    String waiting = WaitSentence.of(curve.waited()).strip();
    if (!waiting.isEmpty()) {
      json.writeStringProperty("waiting", waiting);
    }
    if (!curve.lookFailure().isEmpty()) {
      json.writeStringProperty("lookFailure", curve.lookFailure());
    }
  }

  private void sample(Sample sample) {
    json.writeStartObject();
    json.writeNumberProperty("millis", sample.millis());
    json.writeNumberProperty("rss", sample.rss());
    if (sample.pss() != Sample.UNKNOWN) {
      json.writeNumberProperty("pss", sample.pss());
      json.writeNumberProperty("uss", sample.uss());
    }
    json.writeNumberProperty("swap", sample.swap());
    json.writeEndObject();
  }

  private void waited(Waited waited) {
    MemoryWait wait = waited.during();
    double seconds = Math.max(1, wait.micros()) / MICROS;
    json.writeStartObject();
    json.writeNumberProperty("millis", waited.millis());
    wait.group().ifPresent(stall -> share("group", stall, wait.micros()));
    wait.machine().ifPresent(stall -> share("machine", stall, wait.micros()));
    json.writeNumberProperty("majorFaults", wait.majorFaults() / seconds);
    json.writeEndObject();
  }

  private void share(String name, MemoryWait.Stall stall, long micros) {
    json.writeNumberProperty(name, Math.clamp((double) stall.some() / Math.max(1, micros), 0, 1));
  }

  private void look(Look look) {
    json.writeStartObject();
    json.writeNumberProperty("millis", look.millis());
    json.writeNumberProperty("pausedMillis", look.heldNanos() / NANOS_PER_MILLI);
    json.writeNumberProperty("rss", look.rss());
    json.writeArrayPropertyStart("accounts");
    for (Account account : look.accounts()) {
      json.writeStartObject();
      json.writeStringProperty("id", account.id());
      json.writeStringProperty("label", account.label());
      json.writeNumberProperty("resident", account.resident());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
