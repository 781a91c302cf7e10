package dev.fathom.target.core;

import dev.fathom.elf.ElfFormatException;
import dev.fathom.elf.ElfImage;
import dev.fathom.elf.ElfType;
import dev.fathom.model.Freeze;
import dev.fathom.model.HoldMethod;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.Warning;
import dev.fathom.target.ForwardingTarget;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.StandingStill;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A process that a signal ended, and of which the kernel writes a core into a pipe.
///
/// While nobody reads the pipe it is there as it was, with its pages and its `/proc` entry, and no
/// thread of it runs any more (`do_coredump` in `fs/coredump.c`); nobody can attach to it, and
/// nobody has to. Of the core its notes are read, which stand at its beginning: they have the
/// registers. All memory is read from the process itself, of which pages are there.
public final class DyingProcess extends ForwardingTarget {
  /// Those that end a process with a core, as signal(7) numbers them on x86-64.
  private static final Map<Integer, String> NAMES =
      Map.of(
          3, "SIGQUIT", 4, "SIGILL", 5, "SIGTRAP", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", 11,
          "SIGSEGV", 24, "SIGXCPU", 25, "SIGXFSZ", 31, "SIGSYS");

  private final LiveProcess process;
  private final CoreNotes notes;

  private DyingProcess(LiveProcess process, CoreNotes notes) {
    super(process);
    this.process = process;
    this.notes = notes;
  }

  /// Opens it.
  ///
  /// @param core what the kernel writes; stays open
  /// @throws ProcessAccessException in one line, if it cannot be read or that is no core
  public static DyingProcess open(int process, InputStream core) throws ProcessAccessException {
    CoreNotes notes = notes(core);
    return new DyingProcess(LiveProcess.open(process, Freeze.NONE), notes);
  }

  private static CoreNotes notes(InputStream core) throws ProcessAccessException {
    CoreStream start = new CoreStream(core);
    ElfImage image;
    try {
      image = ElfImage.ofFile(start::read, start.size(), "standard input");
    } catch (ElfFormatException other) {
      throw noCore();
    }
    if (image.type() != ElfType.CORE) {
      throw noCore();
    }
    try {
      return CoreNotes.read(image);
    } catch (ElfFormatException tooLong) {
      return CoreNotes.none();
    }
  }

  private static ProcessAccessException noCore() {
    return new ProcessAccessException(
        "there is no core on standard input: the kernel has to start this command, by"
            + " kernel.core_pattern");
  }

  @Override
  public boolean standsStill() {
    return true;
  }

  @Override
  public List<ThreadState> threads() {
    return notes.threads().isEmpty() ? super.threads() : notes.threads();
  }

  @Override
  public Hold hold() throws ProcessAccessException {
    super.hold().close(); // it looks at mappings and pages
    return new StandingStill(HoldMethod.DUMP, notes::registers);
  }

  @Override
  public List<Warning> limits() {
    List<Warning> limits = new ArrayList<>(super.limits());
    int signal = notes.signal();
    if (signal != 0) {
      String name = NAMES.get(signal);
      limits.add(
          new Warning(
              Warning.DYING,
              "signal " + signal + (name == null ? "" : " (" + name + ")") + " ended it",
              false));
    }
    if (notes.threads().isEmpty()) {
      limits.add(
          new Warning(
              "cut", "the notes of its core, which tell the threads' registers, are gone", true));
    }
    return limits;
  }

  @Override
  public void close() {
    process.close();
  }
}
