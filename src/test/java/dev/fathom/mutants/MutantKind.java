package dev.fathom.mutants;

import dev.fathom.cli.FathomRun;
import dev.fathom.cli.TornMemory;
import dev.fathom.testing.CoreDump;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.MicroPythonTarget;
import dev.fathom.testing.MicroPythons;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PerlTarget;
import dev.fathom.testing.Perls;
import dev.fathom.testing.PyPyTarget;
import dev.fathom.testing.PyPys;
import dev.fathom.testing.PythonTarget;
import dev.fathom.testing.SleepingTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Supplier;

/// What is changed in a run of a million mutants, and how many of a thousand are of it: more of
/// those that take little time.
public enum MutantKind {
  TABLE(400),
  SNAPSHOT_OF_PYTHON(30),
  SNAPSHOT_OF_C(210),
  SNAPSHOT_BYTES(150),
  CORE(20),
  CAPTURE_OF_PYTHON(20),
  CAPTURE_OF_C(150),
  MEMORY_OF_C(12),
  MEMORY_OF_MICROPYTHON(4),
  MEMORY_OF_PERL(2),
  MEMORY_OF_PYTHON(1),
  MEMORY_OF_PYPY(1);

  private static final int HEADS_OF_CORE = 64 << 10;
  private static final int HEADS_OF_CAPTURE = 16 << 10;

  private final int ofThousand;

  MutantKind(int ofThousand) {
    this.ofThousand = ofThousand;
  }

  int ofThousand() {
    return ofThousand;
  }

  /// Opens it, with what is sound taken from the folder, and put there if it is missing.
  ///
  /// @param own where the mutants are written
  public MutantSort open(Path folder, Path own) throws IOException {
    return switch (this) {
      case TABLE -> WrongTables.of(snapshot(folder, "program.fathom", MutantKind::program), own);
      case SNAPSHOT_OF_PYTHON ->
          WrongSnapshots.of(snapshot(folder, "python.fathom", MutantKind::python), own);
      case SNAPSHOT_OF_C ->
          WrongSnapshots.of(snapshot(folder, "program.fathom", MutantKind::program), own);
      case SNAPSHOT_BYTES -> {
        Path sound = snapshot(folder, "python.fathom", MutantKind::python);
        yield ChangedBytes.of(sound, Math.toIntExact(Files.size(sound)), own);
      }
      case CORE -> ChangedBytes.of(core(folder), HEADS_OF_CORE, own);
      case CAPTURE_OF_PYTHON ->
          ChangedBytes.of(
              made(folder, "python.capture", "capture", MutantKind::python), HEADS_OF_CAPTURE, own);
      case CAPTURE_OF_C ->
          ChangedBytes.of(
              made(folder, "program.capture", "capture", MutantKind::program),
              HEADS_OF_CAPTURE,
              own);
      case MEMORY_OF_C -> TornMemory.of("memory of C", program());
      case MEMORY_OF_MICROPYTHON ->
          TornMemory.of(
              "memory of MicroPython",
              MicroPythonTarget.start(MicroPythons.any(), "200K", 300, 50));
      case MEMORY_OF_PERL ->
          TornMemory.of("memory of Perl", PerlTarget.start(Perls.requireSystem(), "every.pl", 300));
      case MEMORY_OF_PYTHON -> TornMemory.of("memory of Python", python());
      case MEMORY_OF_PYPY -> TornMemory.of("memory of PyPy", PyPyTarget.start(PyPys.any(), 300));
    };
  }

  private static SleepingTarget program() {
    return NativeTarget.blocks(0, 100);
  }

  private static SleepingTarget python() {
    return PythonTarget.start(Interpreters.requireAny(), "bare.py");
  }

  private static Path snapshot(Path folder, String name, Supplier<SleepingTarget> target)
      throws IOException {
    return made(folder, name, "snapshot", target);
  }

  private static Path made(
      Path folder, String name, String command, Supplier<SleepingTarget> started)
      throws IOException {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      try (SleepingTarget target = started.get()) {
        FathomRun.of(command, target.pid(), "-o", file).assertFine();
      }
    }
    return file;
  }

  private static Path core(Path folder) throws IOException {
    Path file = folder.resolve("program.core");
    if (!Files.exists(file)) {
      try (SleepingTarget target = program()) {
        Files.move(CoreDump.gcore(target.pid(), folder), file, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return file;
  }
}
