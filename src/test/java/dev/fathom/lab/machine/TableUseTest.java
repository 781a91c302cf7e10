package dev.fathom.lab.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.testing.Interpreter;
import dev.fathom.testing.Interpreters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What page tables take: as the kernel counts it (`VmPTE`), which on x86-64 has tables of 512
/// entries too.
final class TableUseTest {
  private static final int PAGE = 4096;
  private static final int SPREAD = 128;

  /// Says by how many kB VmPTE grows when one page of every 2 MiB is touched, and then by how many
  /// when all pages beside the first are.
  private static final String ASK =
      """
      import mmap
      def tables():
          for line in open('/proc/self/status'):
              if line.startswith('VmPTE'):
                  return int(line.split()[1])
      area = mmap.mmap(-1, 260 << 20, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
      if hasattr(area, 'madvise'):
          area.madvise(15)  # MADV_NOHUGEPAGE
      before = tables()
      for at in range(128):
          area[at << 21] = 1
      spread = tables()
      for at in range(512):
          area[at << 12] = 1
      print(spread - before, tables() - spread)
      """;

  @Test
  void aTableForEachStretchOf512Pages() throws IOException {
    Machine machine = new Machine(new Shape(PAGE, 1 << 24, 2000, 0));
    Task task = machine.start("spread");
    machine.map(task, MachineArea.anonymous(0, 1 << 17, true, "heap"));
    machine.write(task, 0, 1);
    long one = machine.tableUse(task).tables();
    for (int at = 1; at < SPREAD; at++) {
      machine.write(task, (long) at << 21, 1);
    }
    long spread = machine.tableUse(task).tables();
    for (int page = 1; page < 512; page++) {
      machine.write(task, (long) page * PAGE, 1);
    }
    long filled = machine.tableUse(task).tables();

    List<Long> kernel = asked();
    // The area begins where it may: at its ends are up to two tables more or less, and one above.
    assertThat(kernel.getFirst()).isBetween(4L * (spread - one - 1), 4L * (spread - one + 4));
    assertThat(filled - spread).isZero();
    assertThat(kernel.getLast()).isLessThanOrEqualTo(4);
  }

  private static List<Long> asked() throws IOException {
    Interpreter python = Interpreters.requireAny();
    Process process = new ProcessBuilder(python.path().toString(), "-c", ASK).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return List.of(said.strip().split(" ", -1)).stream().map(Long::valueOf).toList();
  }

  @Test
  void theLast64TranslationsAreRemembered() {
    Machine machine = new Machine(new Shape(PAGE, 1 << 12, 200, 0));
    Task task = machine.start("reader");
    machine.map(task, MachineArea.anonymous(0, 100, true, "heap"));
    read(machine, task, Translations.MOST);
    read(machine, task, Translations.MOST);
    assertThat(machine.tableUse(task).walks()).isEqualTo(Translations.MOST);
    read(machine, task, Translations.MOST + 1);
    long before = machine.tableUse(task).walks();
    read(machine, task, Translations.MOST + 1);
    assertThat(machine.tableUse(task).walks() - before).isEqualTo(Translations.MOST + 1);
    assertThat(machine.tableUse(task).accesses()).isEqualTo(4 * Translations.MOST + 2);
  }

  private static void read(Machine machine, Task task, int pages) {
    for (int page = 0; page < pages; page++) {
      machine.read(task, (long) page * PAGE);
    }
  }
}
