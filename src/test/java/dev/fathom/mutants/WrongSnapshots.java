package dev.fathom.mutants;

import dev.fathom.snapshot.parquet.SnapshotMutants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/// A snapshot that says what is not so, with checksums that are right.
final class WrongSnapshots implements MutantSort {
  private final Path file;
  private final SnapshotMutants sound;

  private WrongSnapshots(Path file, SnapshotMutants sound) {
    this.file = file;
    this.sound = sound;
  }

  static WrongSnapshots of(Path sound, Path folder) throws IOException {
    return new WrongSnapshots(
        folder.resolve("wrong-" + sound.getFileName()), SnapshotMutants.of(sound));
  }

  @Override
  public String name() {
    return file.getFileName().toString();
  }

  @Override
  public MutantOutcome tryOut(List<Long> lineage) throws IOException {
    Files.write(file, bytes(lineage));
    return FileQuestion.of(lineage).ask(file);
  }

  private byte[] bytes(List<Long> lineage) throws IOException {
    SnapshotMutants mutant = sound;
    for (long number : lineage) {
      mutant = mutant.changed(new SplittableRandom(number));
    }
    return mutant.bytes();
  }

  @Override
  public String keep(List<Long> lineage) throws IOException {
    Path kept = file.resolveSibling("wrong-" + lineage.getLast() + "-" + name());
    Files.write(kept, bytes(lineage));
    return " (kept: " + kept + ")";
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
  }
}
