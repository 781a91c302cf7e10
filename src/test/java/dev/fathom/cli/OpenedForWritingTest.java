package dev.fathom.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.testing.CoreDump;
import dev.fathom.testing.ShellTarget;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which files each command that has an output opens for writing, makes, renames or removes, on
/// each sort of thing that can have the name already: the kernel tells, by strace.
final class OpenedForWritingTest {
  private static final String CALLS =
      "open,openat,openat2,creat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,"
          + "unlinkat,rmdir,mkdir,mkdirat,mknod,mknodat,truncate,chmod,fchmodat,chown,fchownat";

  private static final Pattern WRITES =
      Pattern.compile("O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND|O_TMPFILE");

  private static final Pattern NAME = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Pattern CALL = Pattern.compile("^(?:\\d+ +)?([a-z0-9]+)\\(.*");

  private static final int NOBODY = 65534;

  @TempDir private Path directory;

  /// What may be done where a thing of a sort has the name.
  private enum Right {
    /// A file may be made, and take its place.
    REPLACED,
    /// It may be written to.
    WRITTEN_TO,
    /// Nothing.
    KEPT
  }

  @Test
  void nothingButWhatIsDocumented() throws IOException, InterruptedException {
    Assumptions.assumeTrue(
        CoreDump.output("strace", "-V").startsWith("strace"), "no strace on this machine");
    Map<Path, Right> names = names();
    Path lines = Files.createTempFile("fathom-", ".lines");
    Path trace = Files.createTempFile("fathom-", ".trace");
    try (ShellTarget target = ShellTarget.start();
        RandomAccessFile reader = new RandomAccessFile(directory.resolve("pipe").toFile(), "rw")) {
      Thread.ofPlatform().daemon().start(() -> drain(reader));
      List<List<String>> commands = commands(Long.toString(target.pid()), names.keySet());
      Files.write(lines, commands.stream().map(words -> String.join("\t", words)).toList());
      List<String> said = run(trace, lines);
      assertThat(said).as("one line a command: %s", said).hasSize(commands.size());
      Map<Integer, List<String>> touched = touched(Files.readAllLines(trace, UTF_8));
      for (int number = 0; number < commands.size(); number++) {
        List<String> words = commands.get(number);
        Path name = named(words, names);
        Right right = name == null ? Right.KEPT : names.getOrDefault(name, Right.KEPT);
        List<String> calls = touched.getOrDefault(number, List.of());
        String story = words + ": " + said.get(number) + "\n" + String.join("\n", calls);
        if (name == null || right != Right.KEPT) {
          assertThat(said.get(number)).as(story).startsWith("0\t");
        } else {
          assertThat(said.get(number)).as(story).startsWith("1\tfathom: cannot write " + name);
        }
        for (String call : calls) {
          assertThat(call).as(story).matches(one -> isDocumented(one, name, right));
        }
        assertThat(calls.isEmpty()).as(story).isEqualTo(right == Right.KEPT && !isUnpacked(words));
      }
    } finally {
      Files.delete(lines);
      Files.delete(trace);
    }
    assertThat(Files.readString(directory.resolve("victim"))).isEqualTo("victim");
    assertThat(Files.readString(directory.resolve("protected"))).isEqualTo("protected");
    for (Map.Entry<Path, Right> name : names.entrySet()) {
      assertThat(Files.isRegularFile(name.getKey(), LinkOption.NOFOLLOW_LINKS))
          .as("%s", name)
          .isEqualTo(
              name.getValue() == Right.REPLACED
                  || name.getKey().endsWith("protected")
                  || name.getKey().endsWith("other"));
    }
  }

  /// What has a name, or has not, and what is to become of it.
  private Map<Path, Right> names() throws IOException {
    Map<Path, Right> names = new LinkedHashMap<>();
    names.put(directory.resolve("new"), Right.REPLACED);
    names.put(Files.writeString(directory.resolve("old"), "old"), Right.REPLACED);
    Path guarded = Files.writeString(directory.resolve("protected"), "protected");
    Files.setPosixFilePermissions(guarded, PosixFilePermissions.fromString("r--------"));
    names.put(guarded, Right.KEPT);
    Path victim = Files.writeString(directory.resolve("victim"), "victim");
    names.put(Files.createSymbolicLink(directory.resolve("link"), victim), Right.KEPT);
    names.put(
        Files.createSymbolicLink(directory.resolve("dangling"), directory.resolve("absent")),
        Right.KEPT);
    names.put(Files.createDirectory(directory.resolve("folder")), Right.KEPT);
    names.put(directory.resolve("no/such"), Right.KEPT);
    names.put(made("pipe", "p"), Right.WRITTEN_TO);
    // What only root can make; these are of this test's own.
    if (Files.getAttribute(directory, "unix:uid").equals(0)) {
      names.put(made("null", "c", "1", "3"), Right.WRITTEN_TO);
      names.put(made("block", "b", "7", "255"), Right.KEPT);
      Path other = Files.writeString(directory.resolve("other"), "other");
      Files.setAttribute(other, "unix:uid", NOBODY);
      names.put(other, Right.KEPT);
    }
    return names;
  }

  private Path made(String name, String... type) {
    Path path = directory.resolve(name);
    List<String> words = new ArrayList<>(List.of("mknod", path.toString()));
    words.addAll(List.of(type));
    String refused = CoreDump.output(words.toArray(String[]::new));
    Assumptions.assumeTrue(refused.isEmpty(), refused);
    return path;
  }

  private List<List<String>> commands(String target, Iterable<Path> names) {
    Path file = directory.resolve("a.fathom");
    List<List<String>> commands = new ArrayList<>();
    commands.add(List.of("snapshot", target, "-o", file.toString()));
    commands.add(List.of("sql", file.toString(), "select 1"));
    commands.add(List.of("report", target));
    commands.add(List.of("objects", file.toString(), "--json"));
    commands.add(List.of("html", file.toString(), "-o", "-"));
    for (Path path : names) {
      String name = path.toString();
      commands.add(List.of("snapshot", target, "-o", name));
      commands.add(List.of("capture", target, "-o", name));
      commands.add(List.of("html", file.toString(), "-o", name));
      commands.add(List.of("export", file.toString(), "--to", "folded", "-o", name));
      commands.add(List.of("lab", "pages", "--html", name));
      commands.add(List.of("watch", "--interval=10", "--csv", name, "--", "true"));
    }
    return commands;
  }

  private static List<String> run(Path trace, Path lines) throws IOException, InterruptedException {
    Process strace =
        new ProcessBuilder(
                "strace",
                "-f",
                "-qq",
                "-o",
                trace.toString(),
                "-e",
                "trace=" + CALLS,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                WritingMain.class.getName(),
                lines.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = new String(strace.getInputStream().readAllBytes(), UTF_8);
    strace.waitFor();
    return said.lines().toList();
  }

  /// The calls that change a name or open a file for writing, by the number of the command.
  private static Map<Integer, List<String>> touched(List<String> trace) {
    Map<Integer, List<String>> touched = new LinkedHashMap<>();
    int number = -1;
    for (String line : trace) {
      int mark = line.indexOf(WritingMain.MARK);
      if (mark >= 0) {
        String digits = line.substring(mark + WritingMain.MARK.length());
        number = Integer.parseInt(digits.substring(0, digits.indexOf('"')));
        continue;
      }
      Matcher call = CALL.matcher(line);
      if (call.matches()
          && (!call.group(1).startsWith("open") || WRITES.matcher(line).find())
          && number >= 0
          && !line.contains(" = -1 E")) {
        touched.computeIfAbsent(number, _ -> new ArrayList<>()).add(line);
      }
    }
    return touched;
  }

  private static @Nullable Path named(List<String> words, Map<Path, Right> names) {
    return words.stream().map(Path::of).filter(names::containsKey).findFirst().orElse(null);
  }

  /// `sql` unpacks the tables of its file, and `snapshot` of the beginning writes one.
  private static boolean isUnpacked(List<String> words) {
    return words.getFirst().equals("sql")
        || (words.contains("-o") && words.getLast().endsWith("m"));
  }

  private boolean isDocumented(String call, @Nullable Path name, Right right) {
    boolean nameless = call.contains("O_TMPFILE");
    List<String> paths = NAME.matcher(call).results().map(found -> found.group(1)).toList();
    return paths.stream()
        .filter(path -> !path.startsWith("/proc/self/fd/"))
        .map(Path::of)
        .allMatch(path -> {
          boolean beside =
              path.toString()
                  .matches(Pattern.quote(directory + "/") + "\\.fathom-[0-9a-f]{16}\\.part");
          if (name == null) {
            // A snapshot's own file; and files without a name.
            return nameless || beside || path.equals(directory.resolve("a.fathom"));
          }
          return switch (right) {
            case REPLACED -> path.equals(name) || beside || (nameless && path.equals(directory));
            case WRITTEN_TO -> path.equals(name) && !call.matches(".*O_(CREAT|TRUNC).*");
            case KEPT -> false;
          };
        });
  }

  private static void drain(RandomAccessFile reader) {
    try (InputStream in = Channels.newInputStream(reader.getChannel())) {
      byte[] buffer = new byte[1 << 16];
      while (in.read(buffer) >= 0) {
        // Whoever writes to it need not wait.
      }
    } catch (IOException closed) {
      return;
    }
  }
}
