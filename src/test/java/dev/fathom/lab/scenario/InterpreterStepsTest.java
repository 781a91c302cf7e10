package dev.fathom.lab.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.testing.Interpreters;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// Names, counts and generations of the model are those of a CPython that is told the same; the
/// pictures are those of the second talk.
final class InterpreterStepsTest {
  private static final String MACHINE = "machine page 4096 pages 16777216 frames 2000\n";

  /// Says counts of references, the argument's own left out; then in which generation a list is.
  private static final String COUNTS =
      """
      import gc, sys
      gc.disable()
      x = int("300"); print(sys.getrefcount(x) - 1)
      y = x; print(sys.getrefcount(x) - 1)
      del x; print(sys.getrefcount(y) - 1)
      l = [y, int("301")]; print(sys.getrefcount(y) - 1, sys.getrefcount(l) - 1)
      l.append(l); print(sys.getrefcount(l) - 1)
      """;

  @Test
  void countsAreThoseOfCPython() throws IOException {
    List<String> said = python(COUNTS);
    String[] both = said.get(3).split(" ", -1);
    String scenario =
        MACHINE
            + "interpreter cpython as python\n"
            + "name x 300\nexpect refcount x "
            + said.get(0)
            + "\nname y x\nexpect refcount x "
            + said.get(1)
            + "\ndel x\nexpect refcount y "
            + said.get(2)
            + "\nname l list y 301\nexpect refcount y "
            + both[0]
            + "\nexpect refcount l "
            + both[1]
            + "\nappend l l\nexpect refcount l "
            + said.get(4);
    assertThat(said.subList(0, 3)).containsExactly("1", "2", "1"); // as the talk has it
    assertThat(play(scenario)).allSatisfy(step -> assertThat(step.failure()).isEmpty());
  }

  /// With the thresholds that it had up to 3.12; 3.14 collects in another way.
  @Test
  void generationsAreCollectedAsOften() throws IOException {
    List<String> said =
        python(
            """
            import gc, sys
            if sys.version_info >= (3, 13):
                print("other")
                sys.exit()
            gc.collect()
            gc.disable()
            gc.set_threshold(700, 10, 10)
            x = [1, 2, 3]
            inside = lambda g: any(each is x for each in gc.get_objects(generation=g))
            for number in range(2):
                gc.collect(number)
                print([g for g in range(3) if inside(g)][0])
            gc.collect()
            before = [each["collections"] for each in gc.get_stats()]
            gc.enable()
            more = [[] for _ in range(9000)]
            gc.disable()
            print(*[each["collections"] - was for each, was in zip(gc.get_stats(), before)][:2])
            """);
    Assumptions.assumeFalse(said.getFirst().equals("other"), "no CPython before 3.13 here");
    String[] collections = said.get(2).split(" ", -1);
    String promoted =
        MACHINE
            + "interpreter cpython as python\nname x list 1 2 3\ncollect 0\nexpect generation x "
            + said.get(0)
            + "\ncollect 1\nexpect generation x "
            + said.get(1);
    String itself =
        MACHINE
            + "interpreter cpython as python\ncollector on\nname more lists 9000\n"
            + "expect collections 0 "
            + collections[0]
            + "\nexpect collections 1 "
            + collections[1];
    for (String scenario : List.of(promoted, itself)) {
      assertThat(play(scenario)).allSatisfy(step -> assertThat(step.failure()).isEmpty());
    }
  }

  @Test
  void namesAndCountsAreDrawn() {
    assertThat(shown("names", 1)).containsExactly("names object refcnt", "x, y ─▶ int 300 2");
    assertThat(shown("cycle", 1))
        .containsExactly("names object refcnt", "— list [1, 2, 3, itself] 1 no name leads there");
  }

  /// From 3.12 on the small numbers are, and `sys.getrefcount` says 4,294,967,295 of them.
  @Test
  void immortalNumbersAreSaidToBe() {
    List<Step> steps =
        play(
            MACHINE
                + "interpreter cpython-3.12 as python\nname x 5\nname y x\n"
                + "expect refcount x 4294967295\nname z\033x 5000\nshow names");
    assertThat(steps).allSatisfy(step -> assertThat(step.failure()).isEmpty());
    assertThat(steps.getLast().details())
        .containsExactly(
            "names     object     refcnt",
            "x, y   ─▶ int 5      4294967295   immortal",
            "z\\x1bx ─▶ int 5000        1");
  }

  /// Slides 52 to 56: in use while there are names, in use when there are none, free when swept.
  @Test
  void theBitmapIsDrawn() {
    assertThat(shown("bitmap", 1))
        .containsExactly(
            "block bits", "0 01 head x, y", "1 01 head its items", "2 00 free", "3 00 free");
    assertThat(shown("bitmap", 2)).contains("0 01 head an object without a name");
    assertThat(shown("bitmap", 5)).contains("0 01 head an object without a name", "2 11 mark z");
    assertThat(shown("bitmap", 6)).contains("0 00 free", "1 00 free", "2 01 head z");
  }

  /// Slides 70 and 71: 28 bytes are of the class of 32, and an arena of 256 KiB has 64 pools.
  @Test
  void poolsAndTheirChainsAreDrawn() {
    assertThat(shown("usedpools", 0)).contains("none: the next pool needs an mmap()");
    assertThat(shown("usedpools", 1))
        .containsExactly(
            "usedpools, by size of block",
            "32 B → pool 0xefffc0000: 1 of 126 blocks in use",
            "free → 0xefffc0050 → 124 unused arena space",
            "usable arenas",
            "0xefffc0000: 63 of 64 pools free",
            "free → 63 unused arena space");
    assertThat(shown("usedpools", 3))
        .contains("free → 0xefffc00b0 → 0xefffc0070 → 0xefffc00f0 → 119 unused arena space");
    assertThat(shown("usedpools", 6)).contains("free → 0xefffc0000 → 62 unused arena space");
  }

  /// {@return what the nth step named `show` printed, blanks run together}
  private static List<String> shown(String name, int index) {
    return Player.play(Catalogue.find(name).orElseThrow()).stream()
        .filter(step -> step.text().startsWith("show "))
        .skip(index)
        .findFirst()
        .orElseThrow()
        .details()
        .stream()
        .map(line -> line.strip().replaceAll(" +", " "))
        .toList();
  }

  private static List<Step> play(String text) {
    return Player.play(Parser.parse("test", text));
  }

  private static List<String> python(String program) throws IOException {
    String interpreter = Interpreters.requireAny().path().toString();
    Process process = new ProcessBuilder(interpreter, "-c", program).start();
    return new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();
  }
}
