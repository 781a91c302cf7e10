package dev.fathom.lab.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Processes and threads that map, unmap, grow, fork and end as they like: each reads what it or
/// somebody it shares with wrote, and zeros or the file where nobody did. What that is, is kept in
/// plain maps by address.
final class RandomProgramsTest {
  private static final int PAGES = 16;
  private static final int PAGE = 4;
  private static final int STACK = 15;
  private static final int MOST_TASKS = 8;
  private static final byte[] FILE = new byte[3 * PAGE];

  static {
    for (int i = 0; i < FILE.length; i++) {
      FILE[i] = (byte) (100 + i);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 6, 12, 40, 200})
  void everybodyReadsWhatIsTheirs(int frames) {
    Random random = new Random(frames);
    int reads = 0;
    for (int attempt = 0; attempt < 60; attempt++) {
      World world = new World(random, frames);
      for (int step = 0; step < 150; step++) {
        world.step();
        world.assertBooks();
      }
      reads += world.reads;
      world.endAll();
    }
    assertThat(reads).as("bytes that were there to be compared").isGreaterThan(500);
  }

  /// A task and what it should find. Threads have `common` in common.
  ///
  /// @param family of a process and its threads, a number of their own
  private record Program(
      Task task, int family, Map<Integer, Integer> common, Map<Integer, Integer> stack) {
    Map<Integer, Integer> at(int address) {
      return address / PAGE == STACK ? stack : common;
    }
  }

  private static final class World {
    private final Random random;
    private final Machine machine;
    private final BackingFile file;
    private final List<Program> programs = new ArrayList<>();
    private int started;
    private int reads;

    private World(Random random, int frames) {
      this.random = random;
      this.machine = new Machine(new Shape(PAGE, PAGES, frames, random.nextInt(2) * 400));
      this.file = machine.file("file", FILE);
      start();
    }

    private void start() {
      Program program =
          new Program(machine.start(name()), started, new HashMap<>(), new HashMap<>());
      machine.map(program.task, MachineArea.stack(STACK, 1, "stack", STACK));
      programs.add(program);
    }

    private String name() {
      started++;
      return "p" + started;
    }

    private void step() {
      Program program = programs.get(random.nextInt(programs.size()));
      switch (random.nextInt(40)) {
        case 0 -> {
          if (programs.size() < MOST_TASKS) {
            start();
          }
        }
        case 1 -> fork(program);
        case 2 -> thread(program);
        case 3 -> {
          if (programs.size() > 1) {
            machine.exit(program.task);
            programs.remove(program);
          }
        }
        case 4 -> unmap(program);
        case 5 -> exec(program);
        case 6 -> machine.evict(random.nextInt(4));
        case 7, 8, 9, 10, 11 -> map(program);
        default -> access(program);
      }
    }

    private void fork(Program program) {
      if (programs.size() < MOST_TASKS) {
        programs.add(
            new Program(
                machine.fork(program.task, name()),
                started,
                new HashMap<>(program.common),
                new HashMap<>(program.stack)));
      }
    }

    private void thread(Program program) {
      if (programs.size() < MOST_TASKS) {
        programs.add(
            new Program(
                machine.thread(program.task, name()),
                program.family,
                program.common,
                new HashMap<>(program.stack)));
      }
    }

    @SuppressWarnings("ReferenceEquality") // threads are those with the very same memory
    private void exec(Program program) {
      boolean threads =
          programs.stream().filter(other -> other.family == program.family).count() > 1;
      if (!threads) {
        machine.exec(program.task);
        program.common.clear();
        program.stack.clear();
        machine.map(program.task, MachineArea.stack(STACK, 1, "stack", STACK));
      }
    }

    private void map(Program program) {
      int first = random.nextInt(STACK - 2);
      int count = 1 + random.nextInt(3);
      boolean ofFile = random.nextBoolean();
      MachineArea area =
          ofFile
              ? MachineArea.of(file, 3 - count, first, count, true, false)
              : MachineArea.anonymous(first, count, true, "heap");
      try {
        machine.map(program.task, area);
      } catch (MachineException taken) {
        return;
      }
      for (int i = 0; i < count * PAGE; i++) {
        program.common.put(first * PAGE + i, ofFile ? FILE[(3 - count) * PAGE + i] & 0xff : 0);
      }
    }

    private void unmap(Program program) {
      int first = random.nextInt(STACK);
      int count = Math.min(1 + random.nextInt(4), STACK - first);
      machine.unmap(program.task, first, count);
      for (int address = first * PAGE; address < (first + count) * PAGE; address++) {
        program.common.remove(address);
      }
    }

    private void access(Program program) {
      List<MachineArea> areas = program.task.areas();
      MachineArea area = areas.get(random.nextInt(areas.size()));
      int address =
          random.nextInt(4) == 0
              ? random.nextInt(PAGES * PAGE)
              : area.first() * PAGE + random.nextInt(area.count() * PAGE);
      int value = random.nextInt(256);
      boolean write = random.nextBoolean();
      Access access =
          write ? machine.write(program.task, address, value) : machine.read(program.task, address);
      boolean promised = program.at(address).containsKey(address) || address / PAGE == STACK;
      assertThat(access.outcome() == Outcome.SEGMENTATION_FAULT).isEqualTo(!promised);
      if (access.outcome().succeeded() && write) {
        program.at(address).put(address, value);
      } else if (access.outcome().succeeded()) {
        reads++;
        assertThat(access.value())
            .as("byte %d of %s", address, program.task.name())
            .isEqualTo(program.at(address).getOrDefault(address, 0));
      }
    }

    private void assertBooks() {
      int[] entries = machine.entriesPerFrame();
      for (int frame = 0; frame < entries.length; frame++) {
        assertThat(machine.references(frame)).as("frame %d", frame).isEqualTo(entries[frame]);
      }
      assertThat(machine.freeFrames() + machine.cachedFrames() + machine.anonymousFrames())
          .isEqualTo(machine.shape().frames());
      assertThat(machine.framesInUse(Integer.MAX_VALUE))
          .hasSize(machine.shape().frames() - machine.freeFrames())
          .allSatisfy(use -> assertThat(use.references()).isEqualTo(entries[use.frame()]));
      assertThat(machine.usedSwap()).isBetween(0, machine.shape().swapSlots());
    }

    /// When nobody is left, only the page cache holds frames, and swap is empty.
    private void endAll() {
      programs.forEach(program -> machine.exit(program.task));
      assertThat(machine.anonymousFrames()).isZero();
      assertThat(machine.usedSwap()).isZero();
      assertThat(Arrays.stream(machine.entriesPerFrame()).sum()).isZero();
      assertThat(machine.freeFrames() + machine.cachedFrames()).isEqualTo(machine.shape().frames());
    }
  }
}
