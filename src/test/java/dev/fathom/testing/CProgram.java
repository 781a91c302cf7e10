package dev.fathom.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// Compiles the C sources among the targets, each once for each set of flags.
public final class CProgram {
  private static final List<String> USUAL = List.of("-O2", "-g", "-Wall", "-pthread");
  private static final Map<List<String>, Path> COMPILED = new ConcurrentHashMap<>();

  private CProgram() {}

  /// The executable of a source such as `blocks.c`, compiled with `gcc` or `cc`.
  ///
  /// Skips the test if there is no compiler, or if it cannot do what the flags ask (such as `-m32`
  /// without 32-bit libraries, or `-static` without static ones).
  public static Path compile(String source, String... flags) {
    return compile(List.of("gcc", "cc"), source, flags);
  }

  /// The same with musl as the C library: compiled with `musl-gcc`, without which the test is
  /// skipped.
  public static Path compileForMusl(String source, String... flags) {
    return compile(List.of("musl-gcc"), source, flags);
  }

  /// The same with a C++ source such as `shop.cc`: compiled with `g++` or `c++`.
  public static Path compileCpp(String source, String... flags) {
    return compile(List.of("g++", "c++"), source, flags);
  }

  /// The same with clang and its own library, libc++, without which the test is skipped.
  public static Path compileCppWithClang(String source, String... flags) {
    String[] all = Arrays.copyOf(flags, flags.length + 1);
    all[flags.length] = "-stdlib=libc++";
    return compile(List.of("clang++"), source, all);
  }

  /// A program that somebody else wrote; if it cannot be compiled here, the test is skipped.
  public static Path compileForeign(Path source, String... flags) {
    return compile(List.of("gcc", "cc"), source.toString(), flags);
  }

  /// A copy of a program without its symbols; without `strip` the test is skipped.
  public static Path stripped(Path program) {
    Path stripped = Path.of(program + "-stripped");
    stripped.toFile().deleteOnExit();
    CoreDump.output("strip", "-o", stripped.toString(), program.toString());
    return stripped;
  }

  private static Path compile(List<String> compilers, String source, String... flags) {
    List<String> what = new ArrayList<>(compilers);
    what.add(source);
    what.addAll(List.of(flags));
    // A skip is thrown past the map, so it is repeated for every test that asks.
    return COMPILED.computeIfAbsent(
        List.copyOf(what), key -> build(compilers, source, List.of(flags)));
  }

  private static Path build(List<String> compilers, String source, List<String> flags) {
    Optional<Path> compiler = first(compilers);
    Assumptions.assumeTrue(
        compiler.isPresent(), "no " + String.join(" or ", compilers) + " on this machine");
    try {
      Path file = source.startsWith("/") ? Path.of(source) : TargetSource.path(source);
      Path program =
          Files.createTempFile("fathom-" + file.getFileName().toString().replace(".c", "-"), "");
      program.toFile().deleteOnExit();
      List<String> command = new ArrayList<>();
      command.add(compiler.orElseThrow().toString());
      command.addAll(USUAL);
      command.addAll(flags);
      command.addAll(List.of("-o", program.toString(), file.toString()));
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      boolean compiled = process.waitFor() == 0;
      if (!compiled && flags.isEmpty()) {
        throw new IllegalStateException("cannot compile " + source + ":\n" + said);
      }
      Assumptions.assumeTrue(
          compiled, "the C compiler of this machine cannot compile " + source + " with " + flags);
      return program;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  private static Optional<Path> first(List<String> compilers) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin");
    return compilers.stream()
        .flatMap(name -> Stream.of(path.split(":", -1)).map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
