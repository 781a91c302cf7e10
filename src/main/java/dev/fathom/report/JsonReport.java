package dev.fathom.report;

import dev.fathom.account.Account;
import dev.fathom.account.BalanceSheet;
import dev.fathom.account.TypeCount;
import dev.fathom.findings.Findings;
import dev.fathom.findings.Warning;
import dev.fathom.os.PageCounters;
import java.io.OutputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// The report as JSON: a contract with other programs. [#SCHEMA] changes when it does.
public final class JsonReport {
  private static final int SCHEMA = 1;
  private static final double NANOS_PER_MILLI = 1e6;

  private final JsonGenerator json;

  private JsonReport(JsonGenerator json) {
    this.json = json;
  }

  /// Writes the report and a line feed; the stream stays open.
  ///
  /// @param wallNanos what the whole command took so far
  public static void write(
      Findings findings, BalanceSheet sheet, TypeOrder order, long wallNanos, OutputStream out) {
    JsonFactory factory =
        JsonFactory.builder()
            .disable(tools.jackson.core.StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();
    try (JsonGenerator generator =
        factory.createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8)) {
      new JsonReport(generator).report(findings, sheet, order, wallNanos);
      generator.writeRaw('\n');
    }
  }

  private void report(Findings findings, BalanceSheet sheet, TypeOrder order, long wallNanos) {
    json.writeStartObject();
    json.writeNumberProperty("schema", SCHEMA);
    target(findings);
    cost(findings, wallNanos);
    kernel(findings);
    json.writeObjectPropertyStart("balance");
    json.writeNumberProperty("rss", sheet.rss());
    json.writeNumberProperty("unexplained", sheet.unexplained());
    accounts("accounts", sheet.accounts());
    json.writeEndObject();
    types(sheet.types(), order.descending());
    warnings(findings.warnings());
    json.writeEndObject();
  }

  private void target(Findings findings) {
    json.writeObjectPropertyStart("target");
    json.writeStringProperty("kind", findings.identity().kind());
    json.writeNumberProperty("pid", findings.identity().process());
    json.writeStringProperty("executable", findings.identity().executable());
    findings
        .runtime()
        .ifPresent(runtime -> {
          json.writeStringProperty("runtime", runtime.name());
          json.writeStringProperty("runtimeVersion", runtime.version());
          json.writeBooleanProperty("stripped", runtime.stripped());
        });
    if (!findings.allocators().isEmpty()) {
      json.writeStringProperty("malloc", String.join(", ", findings.allocators()));
    }
    json.writeEndObject();
  }

  private void cost(Findings findings, long wallNanos) {
    json.writeObjectPropertyStart("cost");
    json.writeStringProperty("freeze", findings.cost().freeze());
    json.writeNumberProperty("pausedMillis", millis(findings.cost().heldNanos()));
    json.writeNumberProperty("bytesRead", findings.cost().bytesRead());
    json.writeNumberProperty("wallMillis", millis(wallNanos));
    json.writeNumberProperty("violations", findings.cost().violations());
    json.writeEndObject();
  }

  private void kernel(Findings findings) {
    PageCounters counters = findings.counters();
    json.writeObjectPropertyStart("kernel");
    json.writeNumberProperty("virtual", findings.virtualBytes());
    json.writeNumberProperty("rss", counters.rss());
    json.writeNumberProperty("pss", counters.pss());
    json.writeNumberProperty("uss", counters.uss());
    json.writeNumberProperty("swap", counters.swap());
    json.writeEndObject();
  }

  private void accounts(String name, List<Account> accounts) {
    json.writeArrayPropertyStart(name);
    for (Account account : accounts) {
      json.writeStartObject();
      json.writeStringProperty("id", account.id());
      json.writeStringProperty("label", account.label());
      json.writeNumberProperty("resident", account.resident());
      json.writeStringProperty("evidence", account.evidence().name().toLowerCase(Locale.ROOT));
      if (!account.children().isEmpty()) {
        accounts("children", account.children());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void types(List<TypeCount> types, Comparator<TypeCount> order) {
    json.writeArrayPropertyStart("types");
    for (TypeCount type : types.stream().sorted(order).toList()) {
      json.writeStartObject();
      json.writeStringProperty("type", type.type());
      json.writeStringProperty("module", type.module());
      json.writeNumberProperty("count", type.count());
      json.writeNumberProperty("shallow", type.shallow());
      json.writeNumberProperty("allocated", type.allocated());
      json.writeNumberProperty("resident", type.resident());
      json.writeEndObject();
    }
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
