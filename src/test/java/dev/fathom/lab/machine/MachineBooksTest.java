package dev.fathom.lab.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever programs run on the machine, its books are right. What each process should read is kept
/// apart, in plain maps that know nothing of frames.
final class MachineBooksTest {
  private static final int PAGES = 10;
  private static final int PAGE = 4;

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 8, 13, 24})
  void booksAreRight(int frames) {
    Random random = new Random(frames);
    for (int attempt = 0; attempt < 100; attempt++) {
      run(random, frames);
    }
  }

  private static void run(Random random, int frames) {
    Machine machine = new Machine(new Shape(PAGE, PAGES, frames, random.nextInt(13)));
    BackingFile file = machine.file("file", 2);
    List<Program> processes = new ArrayList<>();
    Program first = new Program(machine.start("first"), new HashMap<>(), new HashMap<>());
    machine.map(first.task, MachineArea.of(file, 0, 0, 2, false, false));
    machine.map(first.task, MachineArea.anonymous(2, 3, true, "heap"));
    machine.map(first.task, MachineArea.of(machine.sharedMemory("shared", 2), 0, 6, 2, true, true));
    machine.map(first.task, MachineArea.stack(9, 1, "stack", 8));
    processes.add(first);
    for (int steps = random.nextInt(120); steps > 0; steps--) {
      step(machine, processes, random.nextInt(1_000_001));
      assertBooks(machine);
    }
  }

  private static void step(Machine machine, List<Program> processes, int word) {
    Program process = processes.get(word / 1000 % processes.size());
    if (!process.task.isAlive()) {
      return;
    }
    int address = word % (PAGES * PAGE);
    int value = word % 251 + 1;
    switch (word % 13) {
      case 0 -> {
        if (processes.size() < 6) {
          Task child = machine.fork(process.task, "child");
          processes.add(new Program(child, new HashMap<>(process.own), process.shared));
        }
      }
      case 1 -> {
        if (processes.size() > 1 && word % 3 == 0) {
          machine.exit(process.task);
        }
      }
      case 2 -> machine.evict(word % 4);
      case 3, 4, 5, 6, 7 -> {
        if (machine.write(process.task, address, value).outcome().succeeded()) {
          process.memory(address).put(address, value);
        }
      }
      default -> {
        Access access = machine.read(process.task, address);
        if (access.outcome().succeeded() && address >= 2 * PAGE) {
          assertThat(access.value())
              .as("byte %d", address)
              .isEqualTo(process.memory(address).getOrDefault(address, 0));
        }
      }
    }
  }

  private static void assertBooks(Machine machine) {
    int[] entries = machine.entriesPerFrame();
    int mapped = 0;
    for (int frame = 0; frame < entries.length; frame++) {
      assertThat(machine.references(frame)).as("frame %d", frame).isEqualTo(entries[frame]);
      mapped += entries[frame] > 0 ? 1 : 0;
    }
    assertThat(machine.freeFrames() + machine.cachedFrames() + machine.anonymousFrames())
        .isEqualTo(machine.shape().frames());
    assertThat(machine.usedSwap()).isBetween(0, machine.shape().swapSlots());
    double proportional =
        machine.tasks().stream().mapToDouble(task -> machine.usage(task).proportional()).sum();
    assertThat(proportional).as("PSS adds up to the frames in use").isCloseTo(mapped, within(1e-9));
  }

  /// A process and what it should find in its memory.
  private record Program(Task task, Map<Integer, Integer> own, Map<Integer, Integer> shared) {
    Map<Integer, Integer> memory(int address) {
      int page = address / PAGE;
      return page == 6 || page == 7 ? shared : own;
    }
  }
}
