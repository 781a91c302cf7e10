package dev.fathom.snapshot.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.host.OutputFile;
import dev.fathom.snapshot.SnapshotException;
import dev.fathom.snapshot.parquet.Numbers;
import dev.fathom.snapshot.parquet.TableReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Few files of many, with the same rows; and nothing of anybody else's touched.
final class CompactionTest {
  private static final SimulatedFleet FLEET = new SimulatedFleet(2, 3, 4, 1, 10);

  @TempDir private Path directory;

  private static Compaction.Outcome all(Dataset dataset) throws IOException {
    return Compaction.of(dataset, LocalDate.MIN, LocalDate.MAX);
  }

  /// {@return the sum of a column over files}
  private static long sum(List<Path> files, String column) throws IOException {
    long sum = 0;
    for (Path file : files) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        TableReader reader = TableReader.open(channel, file.toString());
        Numbers numbers = reader.numbers(column);
        for (int row = 0; row < reader.rows(); row++) {
          sum += numbers.next();
        }
      }
    }
    return sum;
  }

  private static List<Path> counting(Dataset dataset, DatasetTable table) throws IOException {
    Merges.State state = new Merges(dataset).state();
    return dataset.files(table).stream()
        .map(OwnFile::path)
        .filter(file -> !state.superseded().contains(file))
        .toList();
  }

  @Test
  void anAppsDayIsOneFileWithTheSameRows() throws IOException {
    Dataset dataset = FLEET.in(directory);
    Compaction.Outcome outcome = all(dataset);
    assertThat(outcome.merged()).isEqualTo(FLEET.looks() * DatasetTable.values().length);
    assertThat(outcome.into()).isEqualTo(2L * 4 * DatasetTable.values().length);
    List<Path> files = counting(dataset, DatasetTable.TYPES);
    assertThat(files).hasSize(8);
    assertThat(sum(files, "allocated")).isEqualTo(FLEET.allAllocated());
    assertThat(all(dataset).merged()).as("again").isZero();
    try (Stream<Path> folders = Files.walk(directory)) {
      assertThat(folders.filter(Files::isDirectory).map(Path::getFileName).map(Path::toString))
          .as("folders in which nothing is any more")
          .noneMatch(name -> name.startsWith("host=host"));
    }
  }

  /// What comes late goes into the file that is there.
  @Test
  void whatComesLateIsAddedToIt() throws IOException {
    Dataset dataset = FLEET.in(directory);
    all(dataset);
    FLEET.pourInto(dataset);
    all(dataset);
    List<Path> files = counting(dataset, DatasetTable.TYPES);
    assertThat(files).hasSize(8);
    assertThat(sum(files, "allocated")).isEqualTo(2 * FLEET.allAllocated());
  }

  /// At each step at which somebody may be interrupted the rows that count are the same, and the
  /// next one ends the work.
  @Test
  void whoeverIsInterruptedLosesNothing() throws IOException {
    SimulatedFleet small = new SimulatedFleet(1, 3, 1, 1, 5);
    Dataset dataset = small.in(directory);
    List<OwnFile> old = dataset.files(DatasetTable.TYPES);
    List<Path> paths = old.stream().map(OwnFile::path).toList();
    DatasetRows rows = new DatasetRows(DatasetTable.TYPES);
    for (Path path : paths) {
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
        rows.append(TableReader.open(channel, "old"));
      }
    }
    Path folder = old.getFirst().partition().ofAllHosts().in(dataset.folder(DatasetTable.TYPES));
    String name = OwnFile.freshMerged();
    Path merged = folder.resolve(name);
    // As `Merges` writes it down, before the new file has its name.
    Path note = Files.createDirectories(directory.resolve("_merges")).resolve(name + ".txt");
    StringBuilder lines = new StringBuilder(directory.relativize(merged) + "\n");
    paths.forEach(path -> lines.append(directory.relativize(path)).append('\n'));
    Files.writeString(note, lines);
    assertThat(sum(counting(dataset, DatasetTable.TYPES), "allocated"))
        .as("written down")
        .isEqualTo(small.allAllocated());
    try (OutputFile file = Dataset.open(folder, name)) {
      rows.write().write().writeTo(file.output());
      file.publishForAll();
    }
    assertThat(sum(counting(dataset, DatasetTable.TYPES), "allocated"))
        .as("named")
        .isEqualTo(small.allAllocated());
    Files.delete(paths.getFirst());
    assertThat(sum(counting(dataset, DatasetTable.TYPES), "allocated"))
        .as("the first of the old ones is gone")
        .isEqualTo(small.allAllocated());
    assertThat(all(dataset).finished()).isEqualTo(1);
    assertThat(counting(dataset, DatasetTable.TYPES)).containsExactly(merged);
    assertThat(note).doesNotExist();
  }

  @Test
  void daysThatAreTooOldGo() throws IOException {
    Dataset dataset = FLEET.in(directory);
    Compaction.Outcome outcome = Compaction.of(dataset, FLEET.day(2), LocalDate.MIN);
    assertThat(outcome.removed()).isEqualTo(FLEET.looks() / 2 * DatasetTable.values().length);
    assertThat(outcome.merged()).isZero();
    assertThat(dataset.extent(DatasetTable.LOOKS).first()).isEqualTo(FLEET.day(2));
  }

  /// Files of others, links that lead out, what is half written: all of it stays.
  @Test
  void nothingOfOthersIsTouched() throws IOException {
    Dataset dataset = FLEET.in(directory.resolve("dataset"));
    Path app = directory.resolve("elsewhere");
    Path elsewhere = Files.createDirectories(app.resolve("host=h/taken=2020-01-01"));
    Path types = dataset.folder(DatasetTable.TYPES);
    Path day = dataset.files(DatasetTable.TYPES).getFirst().partition().in(types);
    Map<Path, String> others = new HashMap<>();
    for (Path file :
        List.of(
            elsewhere.resolve("fathom-1-2-3.parquet"),
            day.resolve("part-0001.parquet"),
            day.resolve(".fathom-0123.part"),
            day.resolve("fathom-1-2-3.parquet.tmp"),
            types.resolve("app=x"),
            Files.createDirectories(types.resolve("app=x2/host=y/taken=never"))
                .resolve("fathom-1-2-3.parquet"),
            dataset.folder().resolve("notes.txt"))) {
      others.put(file, Files.writeString(file, "of somebody else").toString());
    }
    Files.createSymbolicLink(types.resolve("app=link"), app);
    Files.createSymbolicLink(
        day.resolve("fathom-9-9-9.parquet"), elsewhere.resolve("fathom-1-2-3.parquet"));
    Path cut = dataset.files(DatasetTable.TYPES).getLast().path();
    byte[] whole = Files.readAllBytes(cut);
    Files.write(cut, java.util.Arrays.copyOf(whole, whole.length / 2));
    Compaction.Outcome outcome = all(dataset);
    assertThat(outcome.damaged()).containsExactly(cut);
    Compaction.of(dataset, LocalDate.MAX, LocalDate.MAX);
    assertThat(dataset.files(DatasetTable.LOOKS)).isEmpty();
    assertThat(others.keySet()).allSatisfy(file -> assertThat(file).hasContent("of somebody else"));
    assertThat(types.resolve("app=link")).isSymbolicLink();
    assertThat(day.resolve("fathom-9-9-9.parquet")).isSymbolicLink();
  }

  /// A note that names what is not the dataset's own: nothing is done.
  @Test
  void aNoteThatLeadsElsewhereIsNotFollowed() throws IOException {
    Dataset dataset = FLEET.in(directory.resolve("dataset"));
    Path victim = Files.writeString(directory.resolve("fathom-1-2-3.parquet"), "x");
    Files.createDirectories(dataset.folder().resolve("_merges"));
    String some =
        dataset.folder().relativize(dataset.files(DatasetTable.TYPES).getFirst().path()).toString();
    Files.writeString(
        dataset.folder().resolve("_merges/fathom-merged-1.parquet.txt"),
        some + "\n../fathom-1-2-3.parquet\n");
    assertThatThrownBy(() -> all(dataset))
        .isInstanceOf(SnapshotException.class)
        .hasMessageContaining("remove it by hand");
    assertThat(victim).exists();
  }

  @Test
  void onlyOneCompactsAtATime() throws IOException {
    Dataset dataset = FLEET.in(directory);
    try (FileChannel lock = new Merges(dataset).lock()) {
      assertThat(lock.isOpen()).isTrue();
      assertThatThrownBy(() -> all(dataset))
          .isInstanceOf(SnapshotException.class)
          .hasMessageContaining("by somebody else");
    }
    assertThat(all(dataset).merged()).isPositive();
  }

  /// Looks that come while files are put together are all there afterwards.
  @Test
  void writersNeedNotWait() throws IOException, InterruptedException {
    SimulatedFleet small = new SimulatedFleet(1, 4, 2, 2, 5);
    Dataset dataset = Dataset.openOrMake(directory);
    List<Throwable> failures = new ArrayList<>();
    List<Thread> writers = new ArrayList<>();
    for (int writer = 0; writer < 3; writer++) {
      writers.add(
          Thread.ofPlatform()
              .start(() -> {
                try {
                  small.addTo(Dataset.openOrMake(directory));
                } catch (IOException | RuntimeException failure) {
                  synchronized (failures) {
                    failures.add(failure);
                  }
                }
              }));
    }
    for (int round = 0; round < 5; round++) {
      all(dataset);
    }
    for (Thread writer : writers) {
      writer.join();
    }
    all(dataset);
    assertThat(failures).isEmpty();
    assertThat(sum(counting(dataset, DatasetTable.TYPES), "allocated"))
        .isEqualTo(3 * small.allAllocated());
  }

  @Test
  void aNewerDatasetIsRefused() throws IOException {
    Dataset dataset = FLEET.in(directory);
    Files.writeString(
        directory.resolve("_fathom.json"), "{\"format\": \"fathom dataset\", \"version\": 2}");
    assertThatThrownBy(() -> Dataset.open(dataset.folder()))
        .isInstanceOf(SnapshotException.class)
        .hasMessageContaining("of version 2")
        .hasMessageContaining("take a newer Fathom");
    for (String damaged : List.of("", "{", "[1]", "{\"version\": 1}", "{\"format\": 5}")) {
      Files.writeString(directory.resolve("_fathom.json"), damaged);
      assertThatThrownBy(() -> Dataset.open(dataset.folder()))
          .as(damaged)
          .isInstanceOf(SnapshotException.class)
          .hasMessageContaining("is not a dataset of Fathom's");
    }
  }
}
