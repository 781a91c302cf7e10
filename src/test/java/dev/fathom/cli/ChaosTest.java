package dev.fathom.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.shell.ExitCode;
import dev.fathom.host.Faults;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PythonTarget;
import dev.fathom.testing.SleepingTarget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every call that Fathom makes fails, one in a look: whatever it was, the answer is right, or
/// marked as partial, or one line; and the target runs on, with nothing of Fathom's left in it.
///
/// Which calls there are a look without a fault tells. Of all faults sixty are tried, which a seed
/// chooses; `-Dfathom.chaos=all` tries all, `-Dfathom.chaos=5000` so many, and
/// `-Dfathom.chaos.first=5000` goes on behind so many; `-Dfathom.chaos.look=report` and
/// `-Dfathom.chaos.call=pread` those of looks and of calls with that in their names;
/// `-Dfathom.chaos.log=true` says how each ends.
///
/// First comes one of each call and error, then one of each place in Fathom from which a look makes
/// the call, then all others: most calls are made hundreds of times from one place.
final class ChaosTest {
  private static final long SEED = 19;
  private static final String CASES = System.getProperty("fathom.chaos", "60");
  private static final int FIRST = Integer.getInteger("fathom.chaos.first", 0);
  private static final String LOOKS = System.getProperty("fathom.chaos.look", "");
  private static final String CALLS = System.getProperty("fathom.chaos.call", "");

  private static final boolean LOGGED = Boolean.getBoolean("fathom.chaos.log");
  private static final String NOT_REACHED = "not reached";
  private static final int MOST_ATTEMPTS = 4;
  private static final String ANOTHER = "another answer, unmarked:";

  /// After so many it is said how far it has come.
  private static final int TOLD_EACH = 500;

  /// A failure shows what is to be seen of so many.
  private static final int MOST_SHOWN = 40;

  /// Within that time a process runs on (docs/pause.md).
  private static final long BOUND_NANOS = TimeUnit.SECONDS.toNanos(5);

  @TempDir private static Path directory;

  private static final List<SleepingTarget> TARGETS = new ArrayList<>();
  private static final List<Look> CHAOTIC = new ArrayList<>();

  /// A command, and what of its answer must be as without a fault.
  ///
  /// @param words of the command
  /// @param made the file that it writes; null where it writes none
  private record Look(SleepingTarget target, List<String> words, @Nullable Path made) {
    static Look of(SleepingTarget target, Object... words) {
      return new Look(target, Stream.of(words).map(Object::toString).toList(), null);
    }

    String name() {
      return String.join(" ", words).replaceAll("/\\S*/", "").replaceAll("\\d{3,}", "N")
          + " of "
          + target.getClass().getSimpleName();
    }

    /// One run of it, with what it wrote asked for its balance.
    FathomRun run() {
      try {
        if (made != null) {
          Files.deleteIfExists(made);
        }
      } catch (IOException kept) {
        throw new IllegalStateException(kept);
      }
      return run(words);
    }

    private static FathomRun run(List<String> words) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      int code;
      try (PrintStream outPrinter = new PrintStream(out, false, UTF_8);
          PrintStream errPrinter = new PrintStream(err, false, UTF_8)) {
        code = Main.run(words.toArray(String[]::new), outPrinter, errPrinter);
      }
      return new FathomRun(code, out.toString(UTF_8), err.toString(UTF_8));
    }

    /// {@return what it said, or what is said of the file that it wrote}
    Answer answer(FathomRun run) {
      FathomRun shown =
          made == null ? run : run(List.of("report", made.toString(), "--json", "--top=100000"));
      List<@Nullable Object> lines = new ArrayList<>();
      Set<String> notes = new TreeSet<>();
      shown
          .out()
          .lines()
          .forEach(line -> {
            Map<String, @Nullable Object> whole = new HashMap<>(Json.parseObject(line));
            if (whole.get("warnings") instanceof List<?> warnings) {
              warnings.forEach(each -> notes.add(String.valueOf(Json.object(each).get("code"))));
            }
            // What takes time, and what the machine's other processes do to shares of pages.
            List.of("cost", "kernel", "target", "host", "taken", "seconds", "time", "warnings")
                .forEach(whole::remove);
            if (words.getFirst().equals("workers")) {
              List.of("capacity", "findings", "bytesRead", "pausedMillis").forEach(whole::remove);
            }
            lines.add(withoutShares(whole));
          });
      return new Answer(lines, notes);
    }

    /// Shares of pages are others', too, who map the same libraries.
    private static @Nullable Object withoutShares(@Nullable Object value) {
      if (value instanceof Map<?, ?> map) {
        Map<Object, @Nullable Object> rest = new TreeMap<>();
        map.forEach((key, each) -> {
          if (!SHARES.contains(key)) {
            rest.put(key, withoutShares(each));
          }
        });
        return rest;
      }
      return value instanceof List<?> list
          ? list.stream().map(Look::withoutShares).toList()
          : value;
    }

    private static final Set<String> SHARES =
        Set.of("proportional", "pss", "uss", "changed", "proportionalExact", "mapped", "frame");
  }

  /// What a look said.
  ///
  /// @param lines what must be the same
  /// @param notes that say what is missing
  private record Answer(List<@Nullable Object> lines, Set<String> notes) {}

  /// A fault in a look.
  ///
  /// @param site from where the call is made
  /// @param place where it stands among all, whichever there are besides
  private record Case(Look look, Faults.Fault fault, String site, long place) {
    static Case of(Look look, String name, Faults.Fault fault, String site) {
      SplittableRandom random = new SplittableRandom(SEED + (name + fault).hashCode());
      return new Case(look, fault, site, random.nextLong());
    }

    String sort() {
      return fault.call() + " " + fault.error();
    }

    @Override
    public String toString() {
      return look.name() + ": " + fault;
    }
  }

  @BeforeAll
  static void targets() throws IOException {
    PythonTarget python = PythonTarget.start(Interpreters.requireAny(), "million.py", 300);
    TARGETS.add(python);
    NativeTarget program = NativeTarget.blocks(2, 300);
    TARGETS.add(program);
    NativeTarget family = NativeTarget.secludedFamily(2, 2, 1);
    TARGETS.add(family);
    long pid = python.pid();
    Path snapshot = directory.resolve("made.fathom");
    Path capture = directory.resolve("made.core");
    CHAOTIC.add(Look.of(python, "report", pid, "--json", "--top=100000"));
    CHAOTIC.add(Look.of(python, "report", pid, "--json", "--freeze=signal"));
    CHAOTIC.add(Look.of(python, "report", pid, "--json", "--pause=short,inject"));
    CHAOTIC.add(Look.of(python, "objects", pid, "--json"));
    CHAOTIC.add(Look.of(python, "owners", pid, "--json"));
    CHAOTIC.add(Look.of(python, "leaks", pid, "--json"));
    CHAOTIC.add(Look.of(python, "address", pid, heap(pid), "--json"));
    CHAOTIC.add(Look.of(program, "report", program.pid(), "--json", "--pause=short"));
    CHAOTIC.add(Look.of(program, "fragmentation", program.pid(), "--json"));
    CHAOTIC.add(Look.of(program, "pins", program.pid(), "--json", "--freeze=signal"));
    CHAOTIC.add(Look.of(family, "workers", family.pid(), "--json"));
    CHAOTIC.add(
        Look.of(
            python,
            "watch",
            pid,
            "--objects",
            "--looks=2",
            "--look-every=0.1",
            "--json",
            "--pause=short,inject"));
    CHAOTIC.add(
        new Look(python, List.of("snapshot", "" + pid, "-o", snapshot.toString()), snapshot));
    CHAOTIC.add(
        new Look(
            program, List.of("capture", "" + program.pid(), "-o", capture.toString()), capture));
    CHAOTIC.removeIf(look -> !look.name().contains(LOOKS));
  }

  @AfterAll
  static void end() {
    TARGETS.forEach(SleepingTarget::close);
  }

  @Test
  void eachCallFails() throws IOException {
    List<Case> all = new ArrayList<>();
    Map<Look, Sound> sounds = new HashMap<>();
    for (Look look : CHAOTIC) {
      Sound sound = Sound.of(look);
      sounds.put(look, sound);
      String name = look.name();
      sound
          .calls()
          .forEach((call, sites) -> {
            for (int error : call.contains(CALLS) ? Faults.errors(call) : List.<Integer>of()) {
              for (int number = 1; number <= sites.size(); number++) {
                Faults.Fault fault = new Faults.Fault(call, number, error);
                all.add(Case.of(look, name, fault, sites.get(number - 1)));
              }
            }
          });
    }
    List<Case> chosen = chosen(all);
    List<String> wrong = new ArrayList<>();
    Map<String, Integer> outcomes = new TreeMap<>();
    int done = 0;
    for (Case each : chosen) {
      String outcome = tryOut(each, Objects.requireNonNull(sounds.get(each.look())));
      for (int attempt = 1; attempt < MOST_ATTEMPTS && outcome.startsWith(ANOTHER); attempt++) {
        // The kernel takes pages of files back, and workers un-share one now and then: what is
        // right now? What the fault has done it does each time.
        sounds.put(each.look(), Sound.of(each.look()));
        outcome = tryOut(each, Objects.requireNonNull(sounds.get(each.look())));
      }
      boolean right = outcome.startsWith("code ") || outcome.equals(NOT_REACHED);
      outcomes.merge(right ? outcome : "wrong", 1, Integer::sum);
      if (!right) {
        wrong.add(each + ": " + outcome);
      }
      if (LOGGED) {
        System.out.println(each + ": " + outcome);
      }
      if (++done % TOLD_EACH == 0) {
        System.out.println((FIRST + done) + " of " + all.size() + ": " + outcomes);
        wrong.forEach(System.out::println);
      }
    }
    System.out.println(chosen.size() + " faults of " + all.size() + ": " + outcomes);
    assertThat(wrong.stream().limit(MOST_SHOWN).toList()).as(wrong.size() + " are wrong").isEmpty();
    int missed = outcomes.getOrDefault(NOT_REACHED, 0);
    assertThat(missed).as("calls that were not made again").isLessThanOrEqualTo(chosen.size() / 4);
    for (SleepingTarget target : TARGETS) {
      if (target instanceof PythonTarget python) {
        python.collect(); // it still does what it is told
      }
    }
  }

  /// What a look says without a fault.
  ///
  /// @param code of its end
  /// @param answer that must be the same, with the notes that it has anyway
  /// @param calls that it makes, and from where
  private record Sound(int code, Answer answer, Map<String, List<String>> calls) {
    static Sound of(Look look) {
      look.run(); // what is done once in a virtual machine
      for (int attempt = 1; ; attempt++) {
        Sound sound = counted(look);
        Answer again = look.answer(look.run());
        if (again.lines().equals(sound.answer().lines())) {
          return sound;
        }
        // The kernel may have taken pages of files back.
        assertThat(attempt)
            .as(look.name() + ANOTHER + difference(sound.answer(), again))
            .isLessThan(MOST_ATTEMPTS);
      }
    }

    private static Sound counted(Look look) {
      FathomRun run;
      Map<String, List<String>> calls;
      try (Faults counting = Faults.none()) {
        run = look.run();
        calls = counting.sites();
      }
      assertThat(run.code())
          .as(look.name() + ": " + run.err())
          .isIn(ExitCode.FINE, ExitCode.PARTIAL);
      return new Sound(run.code(), look.answer(run), calls);
    }
  }

  /// {@return how it ended: by which exit code, or what is wrong}
  private static String tryOut(Case each, Sound sound) throws IOException {
    Set<String> openBefore = open();
    FathomRun run;
    boolean reached;
    try (Faults faults = Faults.of(each.fault())) {
      run = each.look().run();
      reached = faults.fired();
    } catch (RuntimeException | Error thrown) {
      return "threw " + thrown;
    }
    String problem;
    try {
      problem = problem(each.look(), run, sound);
    } catch (RuntimeException unreadable) {
      problem = "no JSON: " + unreadable;
    }
    if (problem.isEmpty()) {
      problem = leftBehind(each.look().target(), openBefore);
    }
    return !problem.isEmpty() ? problem : reached ? "code " + run.code() : NOT_REACHED;
  }

  /// One of each sort; one of each place in each look; and the others.
  private static List<Case> chosen(List<Case> all) {
    List<Case> inTurn = new ArrayList<>(all);
    inTurn.sort(Comparator.comparingLong(Case::place));
    Set<String> sorts = new HashSet<>();
    Set<String> places = new HashSet<>();
    List<Case> chosen = new ArrayList<>();
    List<Case> ofPlaces = new ArrayList<>();
    List<Case> others = new ArrayList<>();
    for (Case each : inTurn) {
      boolean first = sorts.add(each.sort());
      boolean firstHere = places.add(each.look().name() + each.sort() + each.site());
      (first ? chosen : firstHere ? ofPlaces : others).add(each);
    }
    System.out.println(
        "%d faults: %d of a sort, %d of a place, %d others"
            .formatted(all.size(), chosen.size(), ofPlaces.size(), others.size()));
    chosen.addAll(ofPlaces);
    chosen.addAll(others);
    int from = Math.min(FIRST, chosen.size());
    int wanted = CASES.equals("all") ? chosen.size() : Integer.parseInt(CASES);
    return chosen.subList(from, Math.min(chosen.size(), from + wanted));
  }

  /// {@return what is wrong with an answer; empty if nothing is}
  private static String problem(Look look, FathomRun run, Sound sound) {
    if ((run.out() + run.err()).contains("Exception")
        || run.err().contains("\tat ")
        || run.err().contains("internal error")) {
      return "a trace: " + run.err().lines().limit(12).toList();
    }
    if (run.code() == ExitCode.FAILED) {
      return run.err().lines().count() == 1 && run.err().startsWith("fathom: ")
          ? ""
          : "not one line: " + run.err();
    }
    if (run.code() != ExitCode.FINE && run.code() != ExitCode.PARTIAL) {
      return "exit code " + run.code() + ": " + run.err();
    }
    Answer answer = look.answer(run);
    // A command that looks again and again says so by its exit code alone.
    boolean marked =
        !sound.answer().notes().containsAll(answer.notes())
            || !run.err().isEmpty()
            || run.code() > sound.code();
    return marked || answer.lines().equals(sound.answer().lines())
        ? ""
        : ANOTHER + difference(sound.answer(), answer);
  }

  private static String difference(Answer expected, Answer said) {
    String before = String.valueOf(expected.lines());
    String after = String.valueOf(said.lines());
    int at = 0;
    while (at < before.length() && at < after.length() && before.charAt(at) == after.charAt(at)) {
      at++;
    }
    int from = Math.max(0, at - 60);
    return " at "
        + at
        + ": "
        + before.substring(from, Math.min(before.length(), at + 60))
        + " <> "
        + after.substring(from, Math.min(after.length(), at + 60));
  }

  /// {@return what of Fathom stays with a target, or of a target with Fathom} A thread of Fathom's
  /// may be about to end.
  private static String leftBehind(SleepingTarget target, Set<String> openBefore)
      throws IOException {
    long deadline = System.nanoTime() + BOUND_NANOS;
    while (true) {
      Set<String> opened = open();
      opened.removeAll(openBefore);
      String left = held(target.pid()) + (opened.isEmpty() ? "" : "left open: " + opened);
      if (left.isEmpty() || System.nanoTime() - deadline > 0) {
        return left;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  private static String held(long pid) throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
      for (Path thread : threads.toList()) {
        String status = Files.readString(thread.resolve("status"));
        if (!status.contains("TracerPid:\t0\n") || status.matches("(?s).*\nState:\t[Tt].*")) {
          return "held: "
              + status
                  .lines()
                  .filter(l -> l.startsWith("State") || l.startsWith("TracerPid"))
                  .toList();
        }
      }
    }
    return "";
  }

  /// The descriptors that are about a process, or what it is held by.
  private static Set<String> open() throws IOException {
    Set<String> open = new TreeSet<>();
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      for (Path each : all.toList()) {
        try {
          String name = Files.readSymbolicLink(each).toString();
          if (TARGETS.stream().anyMatch(target -> name.startsWith("/proc/" + target.pid() + "/"))
              || name.startsWith("pipe:")
              || name.startsWith("anon_inode:")) {
            open.add(each.getFileName() + " " + name);
          }
        } catch (IOException closed) {
          // That by which they are listed.
        }
      }
    }
    return open;
  }

  private static String heap(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/maps")).stream()
        .filter(line -> line.endsWith("[heap]"))
        .map(line ->
            "0x" + Long.toHexString(Long.parseUnsignedLong(line.split("-", 2)[0], 16) + 0x1000))
        .findFirst()
        .orElseThrow();
  }
}
