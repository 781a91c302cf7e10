package dev.fathom.report.watch;

import dev.fathom.model.watch.Curve;
import dev.fathom.model.watch.GrowthLedger;
import dev.fathom.model.watch.LastSnapshot;
import dev.fathom.model.watch.LastWords;
import dev.fathom.model.watch.LoadStep;
import dev.fathom.model.watch.MemoryWait;
import dev.fathom.model.watch.NoticedGrowth;
import dev.fathom.model.watch.Sample;
import dev.fathom.view.JsonText;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// A watch as JSON lines: an object a line, as it happens.
public final class WatchJson {
  private static final int SCHEMA = 2;
  private static final double MILLIS = 1000;

  private final OutputStream out;
  private final JsonFactory factory = JsonText.factory();

  /// @param out is flushed after each line, and stays open
  public WatchJson(OutputStream out) {
    this.out = out;
  }

  /// Writes what is watched.
  public void start(int process, List<String> command, long intervalMillis) {
    line(json -> {
      json.writeNumberProperty("schema", SCHEMA);
      json.writeStringProperty("event", "start");
      json.writeNumberProperty("pid", process);
      if (!command.isEmpty()) {
        json.writeArrayPropertyStart("command");
        command.forEach(json::writeString);
        json.writeEndArray();
      }
      json.writeNumberProperty("intervalMillis", intervalMillis);
    });
  }

  /// Writes a sample; PSS and USS where they were asked for.
  public void sample(Sample sample) {
    line(json -> {
      json.writeStringProperty("event", "sample");
      json.writeNumberProperty("millis", sample.millis());
      json.writeNumberProperty("rss", sample.rss());
      if (sample.pss() != Sample.UNKNOWN) {
        json.writeNumberProperty("pss", sample.pss());
        json.writeNumberProperty("uss", sample.uss());
      }
      json.writeNumberProperty("swap", sample.swap());
      accounts(json, sample.accounts());
      mapped(json, sample);
    });
  }

  /// Writes a step of load, and the sample that was taken at it.
  public void step(LoadStep step) {
    line(json -> {
      json.writeStringProperty("event", "step");
      json.writeStringProperty("name", step.name());
      Sample sample = step.sample();
      json.writeNumberProperty("millis", sample.millis());
      json.writeNumberProperty("rss", sample.rss());
      if (sample.pss() != Sample.UNKNOWN) {
        json.writeNumberProperty("pss", sample.pss());
        json.writeNumberProperty("uss", sample.uss());
      }
      accounts(json, sample.accounts());
      mapped(json, sample);
    });
  }

  private static void mapped(JsonGenerator json, Sample sample) {
    if (sample.mapped().bytes() != Sample.UNKNOWN) {
      json.writeNumberProperty("virtual", sample.mapped().bytes());
    }
    if (sample.mapped().count() != Sample.UNKNOWN) {
      json.writeNumberProperty("mappings", sample.mapped().count());
    }
  }

  /// Writes that a snapshot was taken.
  ///
  /// @param asked what it was asked for by
  public void snapshot(Sample sample, String asked, String file) {
    line(json -> {
      json.writeStringProperty("event", "snapshot");
      json.writeNumberProperty("millis", sample.millis());
      json.writeNumberProperty("rss", sample.rss());
      json.writeStringProperty("at", asked);
      json.writeStringProperty("file", file);
    });
  }

  /// Writes that a snapshot was taken on the way to a limit.
  public void snapshot(LastSnapshot snapshot) {
    line(json -> {
      json.writeStringProperty("event", "snapshot");
      json.writeNumberProperty("millis", snapshot.millis());
      json.writeNumberProperty("rss", snapshot.rss());
      json.writeStringProperty("at", snapshot.mark() == 0 ? "start" : snapshot.mark() + "%");
      json.writeStringProperty("file", snapshot.file());
    });
  }

  /// Writes how the watch for last words ended.
  public void lastWords(LastWords words) {
    line(json -> {
      json.writeStringProperty("event", "lastWords");
      LastWordsReport.json(json, words);
    });
  }

  /// Writes what grew, and where.
  public void growth(NoticedGrowth growth) {
    line(json -> {
      json.writeStringProperty("event", "growth");
      json.writeNumberProperty("millis", growth.millis());
      accounts(json, growth.accounts());
      json.writeArrayPropertyStart("charges");
      for (NoticedGrowth.Charge charge : growth.charges()) {
        WhereReport.json(json, charge);
      }
      json.writeEndArray();
    });
  }

  /// Writes what grew where, all together.
  public void where(GrowthLedger ledger) {
    line(json -> {
      json.writeStringProperty("event", "where");
      WhereReport.json(json, ledger);
    });
  }

  /// Writes how it ended.
  ///
  /// @param wait how long was waited for memory meanwhile
  /// @param status of the command; null where a process was watched
  public void end(Curve curve, MemoryWait wait, @org.jspecify.annotations.Nullable Integer status) {
    line(json -> {
      json.writeStringProperty("event", "end");
      json.writeNumberProperty("millis", curve.last().millis());
      json.writeNumberProperty("samples", curve.samples());
      json.writeNumberProperty("peakRss", curve.peak().rss());
      json.writeNumberProperty("peakMillis", curve.peak().millis());
      json.writeObjectPropertyStart("peakAccounts");
      accounts(json, curve.peak().accounts());
      json.writeEndObject();
      json.writeNumberProperty("highWater", curve.last().highWater());
      if (curve.peakPss() != Sample.UNKNOWN) {
        json.writeNumberProperty("peakPss", curve.peakPss());
        json.writeNumberProperty("peakUss", curve.peakUss());
      }
      if (curve.mostMappings() != Sample.UNKNOWN) {
        json.writeNumberProperty("peakMappings", curve.mostMappings());
      }
      json.writeNumberProperty("majorFaults", wait.majorFaults());
      json.writeNumberProperty("waitMillis", wait.micros() / MILLIS);
      wait.group().ifPresent(stall -> stall(json, "groupWait", stall));
      wait.machine().ifPresent(stall -> stall(json, "machineWait", stall));
      json.writeNumberProperty("codeReadAgain", wait.codeReadAgain());
      wait.groupRefaults().ifPresent(pages -> refaults(json, "groupRefaults", pages));
      wait.machineRefaults().ifPresent(pages -> refaults(json, "machineRefaults", pages));
      if (status != null) {
        json.writeNumberProperty("status", status);
      }
    });
  }

  private static void stall(JsonGenerator json, String name, MemoryWait.Stall stall) {
    json.writeObjectPropertyStart(name);
    json.writeNumberProperty("someMillis", stall.some() / MILLIS);
    json.writeNumberProperty("fullMillis", stall.full() / MILLIS);
    json.writeEndObject();
  }

  private static void refaults(JsonGenerator json, String name, MemoryWait.Refaults refaults) {
    json.writeObjectPropertyStart(name);
    json.writeNumberProperty("anonymous", refaults.anonymous());
    json.writeNumberProperty("file", refaults.file());
    json.writeEndObject();
  }

  private static void accounts(JsonGenerator json, Sample.Accounts accounts) {
    json.writeNumberProperty("anonymous", accounts.anonymous());
    json.writeNumberProperty("file", accounts.file());
    json.writeNumberProperty("sharedMemory", accounts.sharedMemory());
    json.writeNumberProperty("pageTables", accounts.pageTables());
  }

  private void line(Consumer<JsonGenerator> body) {
    try (JsonGenerator json =
        factory.createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8)) {
      json.writeStartObject();
      body.accept(json);
      json.writeEndObject();
      json.writeRaw('\n');
    }
    try {
      out.flush(); // whoever reads it wants to know now
    } catch (IOException unread) {
      throw new UncheckedIOException(unread);
    }
  }
}
