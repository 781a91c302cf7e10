package dev.fathom.cli.follow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.FathomRun;
import dev.fathom.cli.Main;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.JsonSchemas;
import dev.fathom.testing.Perls;
import dev.fathom.testing.TargetSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `fathom watch --where` charges growth to the lines at which programs say that they grew, which
/// the kernel has counted.
@Timeout(180)
final class GrowthLinesTest {
  /// Of the bytes of each line, in thousandths.
  private static final long LEAST = 950;

  /// A runtime allocates for itself where it makes a piece.
  private static final long MOST = 1100;

  /// Pieces of 64 KiB at each line.
  private static final int COUNT = Integer.getInteger("fathom.growth.pieces", 200);

  @TempDir private Path directory;

  @Test
  void inPython() throws IOException {
    Map<String, @Nullable Object> where =
        watched(Interpreters.requireAny().path(), "growing_lines.py");
    assertCharged(where, "growing_lines.py", 5);
    assertThat(function(where, "between")).isGreaterThan(bytes(where, "nested") / 1000 * LEAST);
    assertThat(function(where, "innermost")).isGreaterThan(bytes(where, "nested") / 1000 * LEAST);
    assertThat(number(where, "sure")).isGreaterThan(bytes(where, "busy") / 2);
  }

  @Test
  void inPerl() throws IOException {
    Map<String, @Nullable Object> where = watched(Perls.requireSystem(), "growing_lines.pl");
    assertCharged(where, "growing_lines.pl", 2);
    assertThat(function(where, "main::between"))
        .isGreaterThan(bytes(where, "nested") / 1000 * LEAST);
    assertThat(function(where, "Some::Class::flat"))
        .isGreaterThan(bytes(where, "flat") / 1000 * LEAST);
  }

  /// There is no stack, and that is said.
  @Test
  void inAProgramOfAnotherLanguage() {
    FathomRun run =
        FathomRun.of("watch", "--where", "--interval=20", "--", "sh", "-c", "sleep 0.2");
    assertThat(run.code()).isEqualTo(ExitCode.FINE);
    assertThat(run.err()).containsAnyOf("No line is known", "Nothing grew");
  }

  @Test
  void itGoesWithNoObjects() {
    FathomRun.of("watch", "--where", "--objects", ProcessHandle.current().pid())
        .assertOneLine(ExitCode.USAGE);
  }

  private Map<String, @Nullable Object> watched(Path interpreter, String script)
      throws IOException {
    Path truth = directory.resolve("truth");
    Path source = TargetSource.path(script);
    List<String> words =
        List.of(
            "watch",
            "--where",
            "--json",
            "--",
            interpreter.toString(),
            source.toString(),
            truth.toString(),
            Integer.toString(COUNT));
    Noticed out = new Noticed(directory.resolve("truth.go"));
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Main.run(
            words.toArray(String[]::new),
            new PrintStream(out, false, UTF_8),
            new PrintStream(err, false, UTF_8));
    assertThat(code).as(err.toString(UTF_8)).isEqualTo(ExitCode.FINE);
    Map<String, @Nullable Object> where = new HashMap<>();
    long charged = 0;
    for (String line : out.toString(UTF_8).lines().toList()) {
      JsonSchemas.assertValid("watch", line);
      Map<String, @Nullable Object> event = Json.parseObject(line);
      if (Objects.equals(event.get("event"), "where")) {
        where.putAll(event);
      } else if (Objects.equals(event.get("event"), "growth")) {
        long parts = 0;
        for (Object each : Json.array(event.get("charges"))) {
          parts += number(Json.object(each), "bytes");
        }
        assertThat(parts)
            .isEqualTo(
                number(event, "anonymous") + number(event, "file") + number(event, "sharedMemory"));
        charged += parts;
      }
    }
    assertThat(number(where, "bytes")).isEqualTo(charged);
    for (String line : Files.readAllLines(truth)) {
      where.put("told " + line.split(" ", -1)[0], Long.parseLong(line.split(" ", -1)[1]));
    }
    List<String> lines = Files.readAllLines(source);
    for (int number = 1; number <= lines.size(); number++) {
      int mark = lines.get(number - 1).indexOf("# line: ");
      if (mark >= 0) {
        where.put("line of " + lines.get(number - 1).substring(mark + 8), (long) number);
      }
    }
    return where;
  }

  /// Lets the program go on once a line of it was told: from then on it is watched.
  private static final class Noticed extends ByteArrayOutputStream {
    private final Path go;
    private boolean gone;

    Noticed(Path go) {
      this.go = go;
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
      super.write(bytes, from, length);
      if (!gone && new String(bytes, from, length, UTF_8).contains("\"stack\":[{")) {
        gone = true;
        try {
          Files.createFile(go);
        } catch (IOException failure) {
          throw new UncheckedIOException(failure);
        }
      }
    }
  }

  private static void assertCharged(Map<String, @Nullable Object> where, String file, int places) {
    int compared = 0;
    for (String name : List.of("flat", "nested", "busy", "one", "other")) {
      if (where.containsKey("told " + name)) {
        long told = number(where, "told " + name);
        long charged = bytes(where, name);
        assertThat(told).as("%s of %s", name, file).isGreaterThan(COUNT / 3 * (1L << 16));
        assertThat(charged * 1000 / told)
            .as("thousandths charged to line %s of %s: %s", name, file, where.get("lines"))
            .isBetween(LEAST, MOST);
        compared++;
      }
    }
    assertThat(compared).isEqualTo(places);
  }

  /// What was charged to a line by its name.
  private static long bytes(Map<String, @Nullable Object> where, String name) {
    long line = number(where, "line of " + name);
    long bytes = 0;
    for (Object each : Json.array(where.get("lines"))) {
      Map<String, @Nullable Object> row = Json.object(each);
      if (Objects.equals(row.get("line"), line)
          && String.valueOf(row.get("file")).contains("growing_lines")) {
        bytes += number(row, "self");
      }
    }
    return bytes;
  }

  private static long function(Map<String, @Nullable Object> where, String name) {
    for (Object each : Json.array(where.get("functions"))) {
      if (Objects.equals(Json.object(each).get("function"), name)) {
        return number(Json.object(each), "all");
      }
    }
    return 0;
  }

  private static long number(Map<String, @Nullable Object> row, String figure) {
    return ((Number) Objects.requireNonNull(row.get(figure), figure)).longValue();
  }
}
