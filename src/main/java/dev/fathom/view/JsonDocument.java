package dev.fathom.view;

import dev.fathom.model.Findings;
import dev.fathom.model.UnreadRuntime;
import dev.fathom.model.Warning;
import dev.fathom.model.memory.KernelMemory;
import dev.fathom.model.memory.PageCounters;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// What every JSON answer begins and ends with: schema, target, cost, kernel; and the warnings.
public final class JsonDocument {
  /// Changes when the form of what is written does.
  private static final int SCHEMA = 2;

  private static final double NANOS_PER_MILLI = 1e6;

  private final JsonGenerator json;

  private JsonDocument(JsonGenerator json) {
    this.json = json;
  }

  /// Writes a document and a line feed; the stream stays open.
  ///
  /// @param wallNanos what the whole command took so far
  /// @param body writes the properties that are the answer
  public static void write(
      Findings findings, long wallNanos, OutputStream out, Consumer<JsonGenerator> body) {
    JsonFactory factory = JsonText.factory();
    try (JsonGenerator generator =
        factory.createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8)) {
      JsonDocument document = new JsonDocument(generator);
      generator.writeStartObject();
      generator.writeNumberProperty("schema", SCHEMA);
      document.target(findings);
      document.cost(findings, wallNanos);
      document.kernel(findings);
      body.accept(generator);
      document.warnings(findings.warnings());
      generator.writeEndObject();
      generator.writeRaw('\n');
    }
  }

  /// The same for an answer that is not about one target.
  public static void write(
      List<Warning> warnings, long wallNanos, OutputStream out, Consumer<JsonGenerator> body) {
    JsonFactory factory = JsonText.factory();
    try (JsonGenerator generator =
        factory.createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8)) {
      generator.writeStartObject();
      generator.writeNumberProperty("schema", SCHEMA);
      generator.writeObjectPropertyStart("cost");
      generator.writeNumberProperty("wallMillis", millis(wallNanos));
      generator.writeEndObject();
      body.accept(generator);
      new JsonDocument(generator).warnings(warnings);
      generator.writeEndObject();
      generator.writeRaw('\n');
    }
  }

  private void target(Findings findings) {
    json.writeObjectPropertyStart("target");
    json.writeStringProperty("kind", findings.identity().kind().id());
    if (!findings.identity().tellsResidency()) {
      json.writeStringProperty("measure", "mapped");
    }
    json.writeNumberProperty("pid", findings.identity().process());
    json.writeStringProperty("executable", findings.identity().executable());
    json.writeStringProperty("program", findings.program());
    findings
        .runtime()
        .ifPresent(runtime -> {
          json.writeStringProperty("runtime", runtime.name());
          json.writeStringProperty("runtimeVersion", runtime.version());
          json.writeBooleanProperty("stripped", runtime.stripped());
        });
    if (findings.runtimes().size() > 1) {
      json.writeArrayPropertyStart("runtimes");
      for (Findings.RuntimeIdentity each : findings.runtimes()) {
        json.writeStartObject();
        json.writeStringProperty("name", each.name());
        json.writeStringProperty("version", each.version());
        json.writeBooleanProperty("stripped", each.stripped());
        json.writeStringProperty("instance", each.instance());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    if (!findings.unread().isEmpty()) {
      json.writeArrayPropertyStart("unread");
      for (UnreadRuntime each : findings.unread()) {
        json.writeStartObject();
        json.writeStringProperty("name", each.name());
        json.writeStringProperty("title", each.title());
        json.writeStringProperty("tool", each.tool());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    if (!findings.allocators().isEmpty()) {
      json.writeStringProperty("malloc", String.join(", ", findings.allocators()));
    }
    json.writeEndObject();
  }

  private void cost(Findings findings, long wallNanos) {
    json.writeObjectPropertyStart("cost");
    json.writeStringProperty("freeze", findings.cost().method().id());
    json.writeNumberProperty("pausedMillis", millis(findings.cost().heldNanos()));
    json.writeNumberProperty("draftMillis", millis(findings.cost().draftNanos()));
    json.writeNumberProperty("walkedAgainBytes", findings.cost().bytesWhileHeld());
    json.writeNumberProperty("bytesRead", findings.cost().bytesRead());
    json.writeNumberProperty("wallMillis", millis(wallNanos));
    json.writeNumberProperty("violations", findings.cost().violations());
    json.writeBooleanProperty("stoppedEarly", findings.cost().stoppedEarly());
    json.writeEndObject();
  }

  private void kernel(Findings findings) {
    PageCounters counters = findings.counters();
    json.writeObjectPropertyStart("kernel");
    json.writeNumberProperty("virtual", findings.virtualBytes());
    if (findings.identity().tellsResidency()) {
      json.writeNumberProperty("rss", findings.rss());
      json.writeNumberProperty("pss", counters.pss());
      json.writeNumberProperty("uss", counters.uss());
      json.writeNumberProperty("swap", counters.swap());
      if (counters.swap() > 0) {
        swapped(findings);
      }
      json.writeNumberProperty("lazyFree", counters.lazyFree());
      json.writeNumberProperty("hugetlb", findings.pages().pooledBytes());
      findings
          .kernel()
          .ifPresent(kernel -> {
            json.writeNumberProperty("pageTables", kernel.pageTables());
            json.writeNumberProperty("rssBefore", kernel.rssBefore());
            json.writeNumberProperty("rssAfter", kernel.rssAfter());
            kernel.memory().ifPresent(this::kernel);
          });
    }
    json.writeEndObject();
  }

  private void kernel(KernelMemory memory) {
    json.writeNumberProperty("threadStacks", memory.threadStacks());
    json.writeNumberProperty("namelessFiles", memory.nameless());
    memory.sockets().ifPresent(bytes -> json.writeNumberProperty("sockets", bytes));
    json.writeNumberProperty("locked", memory.locked());
    json.writeNumberProperty("pinned", memory.pinned());
  }

  private void swapped(Findings findings) {
    json.writeArrayPropertyStart("swapped");
    findings
        .swapped()
        .forEach((kind, bytes) -> {
          json.writeStartObject();
          json.writeStringProperty("area", kind.id());
          json.writeStringProperty("label", kind.label());
          json.writeNumberProperty("bytes", bytes);
          json.writeEndObject();
        });
    json.writeEndArray();
  }

  private void warnings(List<Warning> warnings) {
    json.writeArrayPropertyStart("warnings");
    for (Warning warning : warnings) {
      json.writeStartObject();
      json.writeStringProperty("code", warning.code());
      json.writeStringProperty("message", warning.message());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static double millis(long nanos) {
    return Math.round(nanos / NANOS_PER_MILLI * 10) / 10.0;
  }
}
