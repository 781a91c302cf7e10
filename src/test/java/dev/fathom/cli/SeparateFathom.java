package dev.fathom.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fathom.cli.shell.ExitCode;
import io.airlift.compress.v3.zstd.ZstdCompressor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import picocli.CommandLine;
import tools.jackson.core.JsonParser;

/// Fathom in a virtual machine of its own, run by another user or with other rights than the tests
/// have. Whoever cannot give up rights (who is not root, or has no `setpriv`) skips the test.
///
/// @param prefix the command that gives up the rights and then runs its arguments
/// @param options of the virtual machine
public record SeparateFathom(List<String> prefix, List<String> options) {
  /// The user id of nobody in particular.
  static final int ORDINARY_USER = 65534;

  private static final long PATIENCE_SECONDS = 120;

  public SeparateFathom(List<String> prefix) {
    this(prefix, List.of());
  }

  /// A copy of Fathom where everybody can read it; the original may be in root's home.
  private static final class Copy {
    static final Path DIRECTORY = make();
  }

  /// Fathom as run by an ordinary user.
  public static SeparateFathom ofOrdinaryUser() {
    return new SeparateFathom(asOrdinaryUser());
  }

  /// What makes a command be run by an ordinary user.
  public static List<String> asOrdinaryUser() {
    return givingUp("--reuid=" + ORDINARY_USER, "--regid=" + ORDINARY_USER, "--clear-groups");
  }

  /// Fathom as run by root in a container: not allowed to trace.
  static SeparateFathom withoutTracing() {
    return new SeparateFathom(givingUp("--bounding-set=-sys_ptrace"));
  }

  /// Fathom as run by root that may open only its own files.
  static SeparateFathom withoutOthersFiles() {
    return new SeparateFathom(givingUp("--bounding-set=-dac_override,-dac_read_search"));
  }

  /// Fathom as run by root of a user namespace of its own, as in a rootless container.
  static SeparateFathom inUserNamespace() {
    return new SeparateFathom(possible(List.of("unshare", "--user", "--map-root-user")));
  }

  /// Fathom for which the disk is full as soon as a file has so many KiB.
  public static SeparateFathom withFilesUpTo(int kibibytes) {
    // The shell counts in blocks of 512 bytes. A virtual machine ignores the signal, and sees an
    // error as it would where a disk is full.
    return new SeparateFathom(
        List.of("sh", "-c", "ulimit -f " + 2 * kibibytes + "; exec \"$@\"", "sh"));
  }

  /// Fathom whose standard output is redirected as a shell writes it: `>/dev/full`.
  static SeparateFathom redirected(String redirection) {
    return new SeparateFathom(List.of("sh", "-c", "exec \"$@\" " + redirection, "sh"));
  }

  /// Fathom in a directory of a file system on which nothing can be written.
  static SeparateFathom onReadOnlyDisk(Path directory) {
    String mount = "mount -t tmpfs -o ro none '" + directory + "' && cd '" + directory + "' && ";
    return new SeparateFathom(
        possible(List.of("unshare", "--mount", "sh", "-c", mount + "exec \"$@\"", "sh")));
  }

  /// Fathom that may use so many MiB of Java's memory.
  static SeparateFathom withHeapOf(int mebibytes) {
    return new SeparateFathom(List.of("env"), List.of("-Xmx" + mebibytes + "m"));
  }

  private static List<String> givingUp(String... what) {
    List<String> command = new ArrayList<>(List.of("setpriv"));
    command.addAll(Arrays.asList(what));
    return possible(command);
  }

  private static List<String> possible(List<String> command) {
    List<String> attempt = new ArrayList<>(command);
    attempt.add("true");
    boolean possible;
    try {
      possible = new ProcessBuilder(attempt).start().waitFor() == 0;
    } catch (IOException absent) {
      possible = false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
    Assumptions.assumeTrue(possible, "who runs the tests cannot " + String.join(" ", command));
    return command;
  }

  /// {@return what runs Fathom in a shell, before its arguments}
  static String shellCommand() {
    return String.join(" ", new SeparateFathom(List.of()).command());
  }

  /// {@return the words that start it}
  public List<String> command(Object... arguments) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(options);
    command.addAll(List.of("-cp", classPath(), Main.class.getName()));
    Stream.of(arguments).map(Object::toString).forEach(command::add);
    return command;
  }

  public FathomRun run(Object... arguments) {
    List<String> command = command(arguments);
    try {
      Path err = Files.createTempFile("fathom-", ".err");
      try {
        Process process = new ProcessBuilder(command).redirectError(err.toFile()).start();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new IllegalStateException(command + " does not end");
        }
        FathomRun run = new FathomRun(process.exitValue(), out, Files.readString(err));
        // One that was kept from answering may have begun to.
        return run.code() == ExitCode.FINE
            ? run.assertPublished(Stream.of(arguments).map(Object::toString).toList())
            : run;
      } finally {
        Files.delete(err);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  private static String classPath() {
    try (Stream<Path> entries = Files.list(Copy.DIRECTORY)) {
      return String.join(":", entries.map(Path::toString).toList());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Path make() {
    try {
      Path directory = Files.createTempDirectory("fathom-copy-");
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory), "delete-copy"));
      for (Class<?> part :
          List.of(Main.class, CommandLine.class, JsonParser.class, ZstdCompressor.class)) {
        Path source = Path.of(part.getProtectionDomain().getCodeSource().getLocation().toURI());
        copy(source, directory.resolve(source.getFileName().toString()));
      }
      return directory;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static void copy(Path source, Path copy) throws IOException {
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.toList()) {
        Path to = copy.resolve(source.relativize(file).toString());
        Files.copy(file, to);
        Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException remains) {
      // A temporary file that stays behind is no reason to fail a test.
    }
  }
}
