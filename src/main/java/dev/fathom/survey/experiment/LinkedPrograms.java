package dev.fathom.survey.experiment;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fathom.host.NamelessFile;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.os.ProcessDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Three programs that call one library, built by the compiler of this machine in several ways, and
/// run. They are gone when it is closed.
public final class LinkedPrograms implements AutoCloseable {
  /// Those of the lab (`static-or-dynamic`).
  private static final List<String> NAMES = List.of("cat", "cp", "ls");

  private static final String LIBRARY = "linking-library.c";
  private static final String PROGRAM = "linking-program.c";

  private final Path directory;
  private final String compiler;
  private final List<Process> running = new ArrayList<>();

  /// How they are linked.
  public enum Way {
    STATIC("statically", "-static", "liblab.a"),
    STATIC_MOVABLE("statically, at any address", "-static-pie", "liblab-pic.a"),
    DYNAMIC("with a shared library", "-Wl,-rpath,$ORIGIN", "liblab.so");

    private final String label;
    private final String flag;
    private final String library;

    Way(String label, String flag, String library) {
      this.label = label;
      this.flag = flag;
      this.library = library;
    }

    public String label() {
      return label;
    }
  }

  private LinkedPrograms(Path directory, String compiler) {
    this.directory = directory;
    this.compiler = compiler;
  }

  /// Compiles the library.
  ///
  /// @param compiler a path, or a name to be looked up in `PATH`
  /// @param entries how many pointers it has
  /// @throws ProcessAccessException in one line, if it cannot be compiled
  public static LinkedPrograms of(String compiler, long entries) throws IOException {
    Path directory = Files.createTempDirectory(NamelessFile.temporaryDirectory(), "fathom");
    LinkedPrograms programs = new LinkedPrograms(directory, compiler);
    boolean made = false;
    try {
      programs.write(LIBRARY);
      programs.write(PROGRAM);
      String size = "-DENTRIES=" + entries;
      programs.compile("-O1", size, "-fno-pie", "-c", "-o", "lab.o", LIBRARY);
      programs.compile("-O1", size, "-fPIC", "-c", "-o", "lab-pic.o", LIBRARY);
      programs.run(List.of("ar", "rcs", "liblab.a", "lab.o"));
      programs.run(List.of("ar", "rcs", "liblab-pic.a", "lab-pic.o"));
      programs.compile("-shared", "-o", "liblab.so", "lab-pic.o");
      made = true;
      return programs;
    } finally {
      if (!made) {
        programs.close();
      }
    }
  }

  /// {@return the programs, linked in a way}
  ///
  /// @throws ProcessAccessException in one line, if this compiler cannot do that
  public List<Path> linked(Way way) throws IOException {
    List<Path> linked = new ArrayList<>();
    for (String name : NAMES) {
      String file = name + "-" + way.name().toLowerCase(Locale.ROOT);
      List<String> words = new ArrayList<>(List.of("-O1", "-o", file, PROGRAM, way.library));
      words.add(way.flag);
      compile(words.toArray(String[]::new));
      linked.add(directory.resolve(file));
    }
    return linked;
  }

  /// {@return bytes on the disk of what was linked in a way, the library among it if it is shared}
  public long size(Way way) throws IOException {
    long bytes = way == Way.DYNAMIC ? Files.size(directory.resolve(way.library)) : 0;
    for (String name : NAMES) {
      bytes += Files.size(directory.resolve(name + "-" + way.name().toLowerCase(Locale.ROOT)));
    }
    return bytes;
  }

  /// Starts a program, and waits until it has called the library.
  ///
  /// @return its process
  public int start(Path program) throws IOException {
    Process process = new ProcessBuilder(program.toString()).directory(directory.toFile()).start();
    running.add(process);
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    if (output.readLine() == null) {
      throw new ProcessAccessException(
          program.getFileName() + " ended before it had called its library");
    }
    return Math.toIntExact(process.pid());
  }

  /// {@return what a process takes of memory when each page is divided among all that map it}
  public static long proportional(int process) throws ProcessAccessException {
    return ProcessDirectory.of(process).rollup().pss();
  }

  /// {@return what one that runs takes for itself, with its page tables} Pages of a file that was
  /// just written are dirty, too, and are not its own.
  public static long own(int process) throws ProcessAccessException {
    ProcessDirectory directory = ProcessDirectory.of(process);
    return directory.rollup().anonymous() + directory.pageTableBytes();
  }

  /// Ends all that were started.
  public void stop() {
    for (Process process : running) {
      process.destroyForcibly();
      try {
        process.waitFor();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }
    running.clear();
  }

  private void write(String resource) throws IOException {
    Files.write(
        directory.resolve(resource),
        Resources.bytes(LinkedPrograms.class, resource)
            .orElseThrow(() -> new IOException(resource + " is missing in the jar")));
  }

  private void compile(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of(compiler));
    command.addAll(List.of(words));
    run(command);
  }

  private void run(List<String> command) throws IOException {
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .start();
    } catch (IOException absent) {
      throw new ProcessAccessException(
          "there is no "
              + command.getFirst()
              + " on this machine: apt-get install gcc libc6-dev, or name another with"
              + " --interpreter");
    }
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new ProcessAccessException(
            command.getFirst()
                + " cannot make "
                + command.get(command.indexOf("-o") + 1)
                + ": "
                + said.lines().findFirst().orElse("it does not say why"));
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new ProcessAccessException("interrupted while " + command.getFirst() + " ran");
    }
  }

  @Override
  public void close() {
    stop();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException remains) {
      // A temporary file that stays behind changes no answer.
    }
  }
}
