package dev.fathom.ask.last;

import dev.fathom.analysis.Analysis;
import dev.fathom.host.BoundedOutput;
import dev.fathom.host.OutputException;
import dev.fathom.host.OutputFile;
import dev.fathom.host.PrivateDirectory;
import dev.fathom.model.Findings;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.Warning;
import dev.fathom.snapshot.Snapshot;
import dev.fathom.survey.look.ProcessKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The last look at each of some processes, as snapshots in a directory that only the user can
/// read. A file is named by the key of its process ([ProcessKey]): so a look is never found for
/// another process, nor for another program of the same one.
///
/// @param directory where they are
public record KeptLooks(Path directory) {
  /// How long a look is kept.
  public static final Duration KEPT = Duration.ofMinutes(5);

  private static final long MOST_BYTES = 1L << 30;

  /// So much of what the disk has left is taken at most: it may be memory.
  private static final long SHARE_OF_FREE = 4;

  private static final String SUFFIX = ".fathom";

  /// Of the names in a look, which shells read.
  private static final String NAMES = ".names";

  /// How many files are looked through, whoever put them there.
  private static final int MOST_FILES = 10_000;

  /// {@return where this user's looks can be kept; empty where there is no place for them}
  public static Optional<KeptLooks> ofUser() {
    return PrivateDirectory.of(System.getenv()).map(KeptLooks::new);
  }

  /// {@return the file of the last look at a process as it is now; empty where none is kept}
  ///
  /// @throws ProcessAccessException if there is no such process, or it may not be looked at
  public static Optional<Path> of(int process) throws ProcessAccessException {
    return of(process, System.getenv());
  }

  static Optional<Path> of(int process, Map<String, String> environment)
      throws ProcessAccessException {
    Optional<Path> directory = PrivateDirectory.existing(environment);
    Optional<String> key = ProcessKey.of(process);
    return directory.isEmpty() || key.isEmpty()
        ? Optional.empty()
        : Optional.of(directory.get().resolve(key.get() + SUFFIX)).filter(KeptLooks::isFresh);
  }

  private static boolean isFresh(Path file) {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      Duration age = Duration.between(attributes.lastModifiedTime().toInstant(), Instant.now());
      return attributes.isRegularFile() && !age.isNegative() && age.compareTo(KEPT) <= 0;
    } catch (IOException absent) {
      return false;
    }
  }

  /// {@return findings that say that they will be kept}
  static Findings announced(Findings findings) {
    List<Warning> warnings = new ArrayList<>(findings.warnings());
    warnings.add(
        new Warning(
            Warning.KEPT,
            "this look is kept for " + KEPT.toSeconds() + " s; --last asks it again",
            false));
    return findings.with(warnings);
  }

  private static Findings unannounced(Findings findings) {
    return findings.with(
        findings.warnings().stream()
            .filter(warning -> !warning.code().equals(Warning.KEPT))
            .toList());
  }

  /// Keeps a look, in the place of the one before; what follows from it is concluded anew by those
  /// who ask it. Where there is no room, it is not kept.
  ///
  /// **Cost**: 0.2 s of processor time for a million objects; with the conclusions it would be four
  /// times as much.
  ///
  /// @param key of the process, as it was before and after it was looked at
  /// @return the file
  public Path keep(String key, Analysis analysis, Instant taken) throws IOException {
    clear();
    long most =
        Math.min(MOST_BYTES, Files.getFileStore(directory).getUsableSpace() / SHARE_OF_FREE);
    Path file = directory.resolve(key + SUFFIX);
    try (OutputFile output = OutputFile.open(file)) {
      new Snapshot(unannounced(analysis.findings()), taken, false)
          .write(new BoundedOutput(output.output(), most, directory), 0, java.util.Map.of());
      output.publish();
    } catch (OutputException full) {
      Files.deleteIfExists(file);
      throw full;
    }
    try (OutputFile output = OutputFile.open(directory.resolve(key + NAMES))) {
      for (String name : KeptNames.of(analysis)) {
        output.output().write((name + "\n").getBytes(StandardCharsets.UTF_8));
      }
      output.publish();
    }
    clear();
    return file;
  }

  /// Removes those that are too old, and of the others the oldest, until they are not too large.
  private void clear() throws IOException {
    record Kept(Path file, Instant taken, long bytes) {}
    List<Kept> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : (Iterable<Path>) files.limit(MOST_FILES)::iterator) {
        String name = file.getFileName().toString();
        if (name.endsWith(NAMES) && !isFresh(file)) {
          Files.deleteIfExists(file);
        } else if (name.endsWith(SUFFIX)) {
          if (isFresh(file)) {
            all.add(new Kept(file, Files.getLastModifiedTime(file).toInstant(), Files.size(file)));
          } else {
            Files.deleteIfExists(file);
          }
        }
      }
    }
    all.sort(Comparator.comparing(Kept::taken).reversed());
    long bytes = 0;
    for (Kept each : all) {
      bytes += each.bytes;
      if (bytes > MOST_BYTES) {
        Files.deleteIfExists(each.file);
      }
    }
  }
}
