package dev.fathom.ask.snapshot;

import dev.fathom.host.BoundedOutput;
import dev.fathom.host.KernelFiles;
import dev.fathom.host.OutputException;
import dev.fathom.host.OutputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A folder of snapshots of processes that died: `core-PROGRAM-PID-SECONDS.fathom`, of which the
/// last few stay. Other files in it are let be, and those of other users.
///
/// @param kept how many stay, at least 1
public record SnapshotFolder(Path directory, int kept) {
  private static final Pattern OURS = Pattern.compile("core-[A-Za-z0-9._+-]+-\\d+-\\d+\\.fathom");
  private static final Pattern UNSAFE = Pattern.compile("[^A-Za-z0-9._+-]");
  private static final int LONGEST_NAME = 40;

  /// So much of what the disk has left is taken at most.
  private static final long SHARE_OF_FREE = 4;

  /// How many files are looked through, whoever put them there.
  private static final int MOST_FILES = 10_000;

  /// A snapshot that was written.
  public record Written(Path file, long bytes) {}

  /// Makes sure that it can be written to.
  ///
  /// @throws OutputException if not
  public void check() throws OutputException {
    if (!Files.isDirectory(directory)) {
      throw new OutputException(directory.toString(), "there is no such directory");
    }
  }

  /// Writes one, without what follows from it, and removes the earliest if there are too many then.
  public Written write(SnapshotAnswer answer) throws IOException {
    Path file = directory.resolve(name(answer));
    long most = Files.getFileStore(directory).getUsableSpace() / SHARE_OF_FREE;
    long bytes;
    try (OutputFile output = OutputFile.open(file)) {
      answer.writeFindings(new BoundedOutput(output.output(), most, file));
      output.publish();
      bytes = output.bytes();
    }
    clear();
    return new Written(file, bytes);
  }

  /// A program is called whatever it likes.
  private static String name(SnapshotAnswer answer) {
    String program = UNSAFE.matcher(answer.findings().identity().program().file()).replaceAll("_");
    return "core-"
        + program.substring(0, Math.min(LONGEST_NAME, program.length()))
        + "-"
        + answer.findings().identity().process()
        + "-"
        + answer.taken().getEpochSecond()
        + ".fathom";
  }

  private void clear() throws IOException {
    record Earlier(Path file, long millis) {}
    List<Earlier> all = new ArrayList<>();
    int user = KernelFiles.owner(Path.of("/proc/self"));
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : (Iterable<Path>) files.limit(MOST_FILES)::iterator) {
        if (OURS.matcher(file.getFileName().toString()).matches()
            && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
            && KernelFiles.owner(file) == user) {
          all.add(new Earlier(file, Files.getLastModifiedTime(file).toMillis()));
        }
      }
    }
    all.sort(Comparator.comparingLong(Earlier::millis).reversed());
    for (Earlier each : all.subList(Math.min(kept, all.size()), all.size())) {
      Files.deleteIfExists(each.file);
    }
  }
}
