package dev.fathom.ask.experiment;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.account.Account;
import dev.fathom.analysis.graph.OwnSizes;
import dev.fathom.ask.Looks;
import dev.fathom.ask.Manner;
import dev.fathom.ask.Subject;
import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.Pause;
import dev.fathom.model.object.BufferTable;
import dev.fathom.model.object.ObjectTable;
import dev.fathom.survey.experiment.ProcessFigures;
import dev.fathom.survey.look.Depth;
import java.io.IOException;

/// What is seen from outside of a program at a step; sizes in bytes.
///
/// @param kernel what the kernel counts
/// @param read whether the objects of its runtime are read; else what is said of them is 0
/// @param objects what they take in all: their blocks, chunks, tables and buffers
/// @param buffers of that, room for their tables and buffers
/// @param shallow of that, their own sizes
/// @param heads of that, counts and types
/// @param collector of that, what the garbage collector has before each
/// @param free resident, and kept by an allocator
/// @param overhead resident, and the allocators' own
record ExperimentLook(
    ProcessFigures kernel,
    boolean read,
    long objects,
    long buffers,
    long shallow,
    long heads,
    long collector,
    long free,
    long overhead) {

  /// Looks at a process as far as experiments need.
  static Analysis analysis(int process, Depth depth) throws IOException {
    return Looks.at(new Subject.Live(process), Manner.of(Pause.of(Freeze.PTRACE)), depth);
  }

  /// Looks, and sums up.
  static ExperimentLook at(int process) throws IOException {
    return of(ProcessFigures.of(process), analysis(process, Depth.ALLOCATORS));
  }

  /// Sums up what was seen. **Cost**: that of a balance sheet.
  static ExperimentLook of(ProcessFigures kernel, Analysis analysis) {
    Findings findings = analysis.findings();
    boolean read = findings.runtime().isPresent();
    ObjectTable table = findings.objects();
    OwnSizes sizes = analysis.sizes();
    long objects = 0;
    long shallow = 0;
    long heads = 0;
    long collector = 0;
    for (int object = 0; read && object < table.count(); object++) {
      objects += sizes.allocated(object);
      shallow += table.shallow(object);
      heads += findings.types().head(table.type(object)).end();
      collector += table.headBytes(object);
    }
    BufferTable tables = findings.buffers();
    long buffers = 0;
    for (int buffer = 0; read && buffer < tables.count(); buffer++) {
      if (tables.owner(buffer) != BufferTable.NOBODY) {
        buffers += tables.end(buffer) - tables.payload(buffer);
      }
    }
    long free = 0;
    long overhead = 0;
    for (Account account : analysis.sheet().accounts()) {
      free += account.id().endsWith(".free") ? account.resident() : 0;
      overhead += account.id().endsWith(".overhead") ? account.resident() : 0;
    }
    return new ExperimentLook(
        kernel, read, objects, buffers, shallow, heads, collector, free, overhead);
  }

  /// {@return what has grown since another look}
  ExperimentLook since(ExperimentLook before) {
    return new ExperimentLook(
        new ProcessFigures(
            kernel.rss() - before.kernel.rss(),
            kernel.anonymous() - before.kernel.anonymous(),
            kernel.data() - before.kernel.data()),
        read,
        objects - before.objects,
        buffers - before.buffers,
        shallow - before.shallow,
        heads - before.heads,
        collector - before.collector,
        free - before.free,
        overhead - before.overhead);
  }
}
