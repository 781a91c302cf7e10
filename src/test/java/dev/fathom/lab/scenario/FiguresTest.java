package dev.fathom.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The figures of the first talk, row by row as they stand in it, against what is drawn after the
/// step. Runs of blanks count as one; an arrow on the left is a page that changed.
final class FiguresTest {
  @Test
  void theEditorIsLoaded() {
    assertThat(after("editor", "read 100"))
        .containsSubsequence(
            "│ 9-- → - │ (stack)",
            "│ 8-- → - │",
            "│ 7-- → - │",
            "│ 6-- → - │",
            "│ 5-- → - │",
            "│ 4-- → - │",
            "│ 3-- → - │",
            "│ 2-- → - │",
            "→ │ 1-- → 36-- r │ libcurses ← LOAD FROM DISK",
            "│ 0-- → 35-- r │ binary");
  }

  @Test
  void theStackGrowsDownward() {
    assertThat(after("editor", "write 850"))
        .containsSubsequence(
            "│ 9-- → 59-- w │ stack",
            "→ │ 8-- → 63-- w │ stack",
            "│ 7-- → - │",
            "│ 1-- → 36-- r │ libcurses",
            "│ 0-- → 35-- r │ binary");
  }

  @Test
  void theHeapGrowsUpward() {
    assertThat(after("editor", "write 600"))
        .containsSubsequence(
            "│ 9-- → 59-- w │ stack",
            "│ 8-- → 63-- w │ stack",
            "│ 7-- → - │",
            "→ │ 6-- → 61-- w │ heap",
            "│ 5-- → 60-- w │ heap",
            "│ 4-- → - │");
  }

  /// The figure under "Page tables" and, with permissions, the one under "Protection".
  @Test
  void thePageTable() {
    assertThat(after("page-table", "show page-table"))
        .containsSequence(
            "│ 9-- → 59-- w │ stack",
            "│ 8-- → 63-- w │ stack",
            "│ 7-- → - │",
            "│ 6-- → 61-- w │ heap",
            "│ 5-- → 60-- w │ heap",
            "│ 4-- → - │",
            "│ 3-- → - │",
            "│ 2-- → - │",
            "│ 1-- → 36-- r │ libcurses",
            "│ 0-- → 35-- r │ binary");
  }

  @Test
  void readFrom331() {
    assertThat(after("segmentation-fault", "read 331"))
        .containsSequence(
            "│ 4-- → - │",
            "→ │ 3-- → - │ → SEGMENTATION FAULT",
            "│ 2-- → - │",
            "│ 1-- → 36-- r │ libcurses");
  }

  @Test
  void writeTo101() {
    assertThat(after("segmentation-fault", "write 101"))
        .containsSequence(
            "│ 3-- → - │",
            "│ 2-- → - │",
            "→ │ 1-- → 36-- r │ libcurses → SEGMENTATION FAULT",
            "│ 0-- → 35-- r │ binary");
  }

  /// The talk has frame 48 twice, for a stack and for libX11; here libX11 is in 45.
  @Test
  void twoProcessesShareLibcAndLibjson() {
    assertThat(after("sharing", "show page-table"))
        .containsSequence(
            "│ 9-- → 59-- w │ stack │ 9-- → 48-- w │ stack",
            "│ 8-- → 63-- w │ stack │ 8-- → - │",
            "│ 7-- → - │ │ 7-- → 51-- w │ heap",
            "│ 6-- → 61-- w │ heap │ 6-- → 50-- w │ heap",
            "│ 5-- → 60-- w │ heap │ 5-- → 46-- w │ heap",
            "│ 4-- → - │ │ 4-- → - │",
            "│ 3-- → - │ │ 3-- → 39-- r │ libjson ×2",
            "│ 2-- → 39-- r │ libjson ×2 │ 2-- → 45-- r │ libX11",
            "│ 1-- → 36-- r │ libc ×2 │ 1-- → 36-- r │ libc ×2",
            "│ 0-- → 35-- r │ python │ 0-- → 47-- r │ firefox");
    assertThat(after("sharing", "show shared"))
        .containsSequence(
            "│ │ │ │",
            "│ │ │ 3-- → 39-- r │ libjson ×2",
            "│ 2-- → 39-- r │ libjson ×2 │ │",
            "│ 1-- → 36-- r │ libc ×2 │ 1-- → 36-- r │ libc ×2",
            "│ │ │ │");
  }

  @Test
  void pythonCodeIsReadCompiledAndRun() {
    assertThat(after("python-code", "show page-table"))
        .contains("│ 9-- → 59-- w │ stack", "│ 5-- → - │", "│ 1-- → 36-- r │ libc");
    assertThat(after("python-code", "write 500"))
        .contains("→ │ 5-- → 60-- w │ foo.py", "│ 6-- → - │");
    assertThat(after("python-code", "write 600"))
        .containsSequence("→ │ 6-- → 61-- w │ codeobj", "│ 5-- → 60-- w │ foo.py");
    assertThat(after("python-code", "write 700"))
        .containsSequence(
            "→ │ 7-- → 63-- w │ data", "│ 6-- → 61-- w │ codeobj", "│ 5-- → 60-- w │ foo.py");
  }

  @Test
  void pythonCodeIsTheSameAndNotShared() {
    assertThat(after("python-code", "show differences"))
        .containsSequence(
            "│ 9-- → 59-- w │ stack ≠ │ 9-- → 48-- w │ stack",
            "│ 8-- → - │ │ 8-- → - │",
            "│ 7-- → 63-- w │ data ≠ │ 7-- → 71-- w │ data",
            "│ 6-- → 61-- w │ codeobj ≠ │ 6-- → 69-- w │ codeobj",
            "│ 5-- → 60-- w │ foo.py ≠ │ 5-- → 62-- w │ foo.py",
            "│ 4-- → - │ │ 4-- → - │",
            "│ 3-- → - │ │ 3-- → - │",
            "│ 2-- → - │ │ 2-- → - │",
            "│ 1-- → 36-- r │ libc ×2 │ 1-- → 36-- r │ libc ×2",
            "│ 0-- → 35-- r │ python ×2 │ 0-- → 35-- r │ python ×2");
  }

  @Test
  void theTablesOfAnObjectFileAndAnArchive() {
    assertThat(step("object-files", "nm p_move.o").details())
        .containsExactly(
            "         U _nc_panelhook",
            "         U is_linetouched",
            "00000000 T move_panel",
            "         U mvwin",
            "         U wtouchln");
    assertThat(step("undefined-reference", "link static prog").details())
        .containsExactly("ld: foo.o: undefined reference to `haute'");
    assertThat(step("archives", "ar t").details())
        .containsExactly(
            "panel.o",
            "p_above.o",
            "p_below.o",
            "p_bottom.o",
            "p_delete.o",
            "p_hide.o",
            "p_hidden.o",
            "p_move.o",
            "p_new.o",
            "p_replace.o",
            "p_show.o",
            "p_top.o",
            "p_update.o",
            "p_user.o",
            "p_win.o");
  }

  @Test
  void pagesAreLoadedOnDemand() {
    assertThat(after("demand-paging", "read 0"))
        .containsSequence(
            "│ 9-- → 59-- w │ stack",
            "│ 8-- → - │",
            "│ 7-- → - │",
            "│ 6-- → 61-- w │ heap",
            "│ 5-- → - │",
            "│ 4-- → - │ (libc.so)",
            "│ 3-- → - │ (libc.so)",
            "│ 2-- → - │ (python)",
            "│ 1-- → - │ (python)",
            "→ │ 0-- → 35-- r │ python ← LOAD FROM DISK");
    assertThat(after("demand-paging", "read 212"))
        .containsSequence(
            "→ │ 2-- → 37-- r │ python ← LOAD FROM DISK",
            "│ 1-- → - │ (python)",
            "│ 0-- → 35-- r │ python");
    assertThat(after("demand-paging", "read 478"))
        .containsSequence(
            "→ │ 4-- → 41-- r │ libc.so ← LOAD FROM DISK",
            "│ 3-- → - │ (libc.so)",
            "│ 2-- → 37-- r │ python",
            "│ 1-- → - │ (python)",
            "│ 0-- → 35-- r │ python");
  }

  @Test
  void threeNewPagesAreOnlyPromised() {
    assertThat(after("lazy-heap", "grow heap 3"))
        .containsSequence(
            "│ 9-- → 59-- w │ stack",
            "│ 8-- → - │",
            "→ │ 7-- → - │ (heap)",
            "→ │ 6-- → - │ (heap)",
            "→ │ 5-- → - │ (heap)",
            "│ 4-- → 61-- w │ heap",
            "│ 3-- → - │",
            "│ 2-- → 41-- r │ libc.so",
            "│ 1-- → - │ (python)",
            "│ 0-- → 35-- r │ python");
  }

  @Test
  void virtIsEightPagesAndResFour() {
    assertThat(after("virt-and-res", "show residency"))
        .containsSequence(
            "│ 9-- → 59-- w │ stack ✓ ✓",
            "│ 8-- → - │",
            "│ 7-- → - │ (heap) ✓",
            "│ 6-- → - │ (heap) ✓",
            "│ 5-- → - │ (heap) ✓",
            "│ 4-- → 61-- w │ heap ✓ ✓",
            "│ 3-- → - │",
            "│ 2-- → 41-- r │ libc.so ✓ ✓",
            "│ 1-- → - │ (python) ✓",
            "│ 0-- → 35-- r │ python ✓ ✓")
        .anyMatch(line -> line.startsWith("VIRT 8 RES 4 "));
  }

  /// The talk's kilobytes are four to a page: 1984 mapped, 896, then 916, then 464 there.
  @Test
  void pythonIsThrownOverboard() {
    assertThat(after("frozenset", "touch 998..1023"))
        .anyMatch(line -> line.contains("python: 224 of 496 there"));
    assertThat(after("frozenset", "touch 224..228"))
        .anyMatch(line -> line.contains("python: 229 of 496 there"));
    assertThat(after("frozenset", "touch 0..237"))
        .anyMatch(line -> line.contains("python: 116 of 496 there"));
    assertThat(List.of(1984 / 4, 896 / 4, 916 / 4, 464 / 4)).containsExactly(496, 224, 229, 116);
  }

  @Test
  void forkCopiesTheTableAndMarksItReadOnly() {
    assertThat(after("fork", "fork as child"))
        .containsSequence(
            "→ │ 9-- → 59-- r │ stack ×2 → │ 9-- → 59-- r │ stack ×2",
            "→ │ 8-- → 63-- r │ stack ×2 → │ 8-- → 63-- r │ stack ×2",
            "│ 7-- → - │ │ 7-- → - │",
            "→ │ 6-- → 61-- r │ heap ×2 → │ 6-- → 61-- r │ heap ×2",
            "→ │ 5-- → 60-- r │ heap ×2 → │ 5-- → 60-- r │ heap ×2",
            "│ 4-- → - │ │ 4-- → - │",
            "│ 3-- → - │ │ 3-- → - │",
            "│ 2-- → 39-- r │ libjson ×2 → │ 2-- → 39-- r │ libjson ×2",
            "│ 1-- → 36-- r │ libc ×2 → │ 1-- → 36-- r │ libc ×2",
            "│ 0-- → 35-- r │ python ×2 → │ 0-- → 35-- r │ python ×2");
  }

  @Test
  void page63IsCopiedTo77() {
    assertThat(after("fork", "in child write 850"))
        .contains("│ 8-- → 63-- r │ stack → │ 8-- → 77-- w │ stack");
    assertThat(after("fork", "write 850 3"))
        .containsSequence(
            "│ 9-- → 59-- r │ stack ×2 │ 9-- → 59-- r │ stack ×2",
            "→ │ 8-- → 63-- w │ stack │ 8-- → 77-- w │ stack",
            "│ 7-- → - │ │ 7-- → - │",
            "│ 6-- → 61-- r │ heap ×2 │ 6-- → 61-- r │ heap ×2");
  }

  @Test
  void threadsHaveAllButTheirStacksInCommon() {
    assertThat(after("threads", "write 555"))
        .containsSequence(
            "main child (thread)",
            "┌──────────────┐ ┌──────────────┐",
            "│ 9-- → 59-- r │ stack ×2 │ 9-- → 59-- r │ stack ×2",
            "│ 8-- → 63-- w │ stack │ 8-- → 77-- w │ stack",
            "└──────────┬───┴──────────────┴───┬──────────┘",
            "│ 7-- → - │",
            "│ 6-- → 61-- w │ heap",
            "│ 5-- → 60-- w │ heap",
            "│ 4-- → - │",
            "│ 3-- → - │",
            "│ 2-- → 39-- r │ libjson",
            "│ 1-- → 36-- r │ libc",
            "│ 0-- → 35-- r │ python",
            "└──────────────────────┘");
  }

  @Test
  void anAnonymousMapIsSharedByParentAndChild() {
    assertThat(after("shared-memory", "read 700"))
        .containsSequence(
            "parent child",
            "┌──────────────┐ ┌──────────────┐",
            "│ 9-- → 59-- r │ stack ×2 │ 9-- → 59-- r │ stack ×2",
            "│ 8-- → 63-- w │ stack │ 8-- → 77-- w │ stack",
            "└──────────┬───┴────────────────┴───┬──────────┘",
            "→ │ 7-- → 88-- w │ mmap ×2",
            "┌──────────┴───┬────────────────┬───┴──────────┐",
            "│ 6-- → 61-- r │ heap ×2 │ 6-- → 61-- r │ heap ×2",
            "│ 5-- → 60-- r │ heap ×2 │ 5-- → 60-- r │ heap ×2",
            "│ 4-- → - │ │ 4-- → - │",
            "│ 3-- → - │ │ 3-- → - │",
            "│ 2-- → 39-- r │ libjson ×2 │ 2-- → 39-- r │ libjson ×2",
            "│ 1-- → 36-- r │ libc ×2 │ 1-- → 36-- r │ libc ×2",
            "│ 0-- → 35-- r │ python ×2 │ 0-- → 35-- r │ python ×2",
            "└──────────────┘ └──────────────┘");
  }

  @Test
  void aFileIsMapped() {
    assertThat(after("file-mapping", "write 799"))
        .containsSequence(
            "│ 9-- → 59-- w │ stack",
            "│ 8-- → - │",
            "→ │ 7-- → 91-- w │ mmap[1] ↔ myfile ← LOAD FROM DISK",
            "│ 6-- → 90-- w │ mmap[0] ↔ myfile",
            "│ 5-- → - │",
            "│ 4-- → 61-- w │ heap",
            "│ 3-- → - │",
            "│ 2-- → 41-- r │ libc.so",
            "│ 1-- → - │ (python)",
            "│ 0-- → 35-- r │ python");
  }

  @Test
  void bytesByAddress() {
    assertThat(printed("pages", "show bytes"))
        .containsExactly(
            "Memory address │ Byte stored",
            "999 │ 128",
            "998 │ 255",
            "997 │ 254",
            "996 │ 128",
            "• │ •",
            "3 │ 2",
            "2 │ 0",
            "1 │ 104",
            "0 │ 77");
  }

  @Test
  void aPageOpened() {
    assertThat(printed("pages", "show page"))
        .containsExactly(
            "•",
            "400",
            "┌─399─┐",
            "│ 398 │",
            "│ • │",
            "│ • │ Page 3",
            "│ • │",
            "│ 302 │",
            "│ 301 │",
            "└─300─┘",
            "299",
            "•");
  }

  @Test
  void theTableBetweenProcessorAndRam() {
    assertThat(printed("page-table", "show translation"))
        .containsExactly(
            "┌─────┐",
            "│ CPU │ read 821",
            "└─────┘",
            "↕",
            "┌────────────┐",
            "│ Page Table │ 8-- → 63-- w",
            "└────────────┘",
            "↕",
            "┌─────┐",
            "│ RAM │ 6321, which holds 0",
            "└─────┘");
  }

  @Test
  void aForkPartsTwoTimelines() {
    assertThat(printed("timelines", "show timelines"))
        .containsExactly(
            "parent A", "↓", "B", "↓", "C", "↓", "D — fork() ↴ child", "↓ ↓", "E E", "↓ ↓", "F F");
  }

  /// As `free` counts on Linux: private memory is used; pages of files and shared memory are
  /// buff/cache, and of these only the former are available.
  @Test
  void whatFreeSaysOfMappedMemory() {
    assertThat(
            Player.play(Catalogue.find("eager").orElseThrow()).stream()
                .filter(step -> step.text().equals("show free"))
                .map(step -> step.details().get(1).replaceAll(" +", " ")))
        .containsExactly(
            "Mem: 100 0 100 0 0 100",
            "Mem: 100 0 98 0 2 100",
            "Mem: 100 4 90 0 6 96",
            "Mem: 100 4 87 3 9 93",
            "Mem: 100 4 87 3 9 93");
  }

  /// Below each corner is a side of its box, down to the lower corner.
  @Test
  void everyBoxCloses() {
    for (Scenario scenario : Catalogue.all()) {
      List<String> drawn =
          new ScenarioText(scenario, Player.play(scenario), 140).text().lines().toList();
      for (int line = 0; line < drawn.size(); line++) {
        String text = drawn.get(line);
        for (int column = 0; column < text.length(); column++) {
          if (text.charAt(column) == '┌' || text.charAt(column) == '┐') {
            assertThat(closes(drawn, line + 1, column))
                .as("%s, line %d, column %d: %s", scenario.name(), line + 1, column + 1, text)
                .isTrue();
          }
        }
      }
    }
  }

  private static boolean closes(List<String> drawn, int from, int column) {
    for (String line : drawn.subList(from, drawn.size())) {
      char at = column < line.length() ? line.charAt(column) : ' ';
      if (at != '│') {
        return "└┘┴┬├┤".indexOf(at) >= 0;
      }
    }
    return false;
  }

  @Test
  void everyPictureFitsTheScreen() {
    for (int width : new int[] {80, 140}) {
      for (Scenario scenario : Catalogue.all()) {
        String text = new ScenarioText(scenario, Player.play(scenario), width).text();
        assertThat(text.lines())
            .as(scenario.name() + " at " + width)
            .allMatch(line -> line.length() <= width);
      }
    }
  }

  /// {@return the drawing after the first step that begins so, blanks run together}
  private static List<String> after(String name, String beginning) {
    Scenario scenario = Catalogue.find(name).orElseThrow();
    Drawing drawing = new Drawing(scenario.shape(), 100);
    List<Step> steps = Player.play(scenario);
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      Optional<Step> next = i + 1 < steps.size() ? Optional.of(steps.get(i + 1)) : Optional.empty();
      String picture = drawing.draw(step, step.pictureBefore(next));
      if (step.text().startsWith(beginning)) {
        return picture.lines().map(line -> line.strip().replaceAll(" +", " ")).toList();
      }
    }
    throw new AssertionError("no step " + beginning);
  }

  private static List<String> printed(String name, String beginning) {
    return step(name, beginning).details().stream()
        .map(line -> line.strip().replaceAll(" +", " "))
        .toList();
  }

  private static Step step(String name, String beginning) {
    return Player.play(Catalogue.find(name).orElseThrow()).stream()
        .filter(step -> step.text().startsWith(beginning))
        .findFirst()
        .orElseThrow();
  }
}
