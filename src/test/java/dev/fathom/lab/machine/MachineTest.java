package dev.fathom.lab.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class MachineTest {
  @Test
  void aFreedFrameIsWiped() {
    Machine machine = new Machine(new Shape(100, 10, 1, 0));
    Task secret = machine.start("secret");
    machine.map(secret, MachineArea.anonymous(0, 1, true, "heap"));
    machine.write(secret, 42, 99);
    machine.exit(secret);
    Task other = machine.start("other");
    machine.map(other, MachineArea.anonymous(0, 1, true, "heap"));
    assertThat(machine.read(other, 42)).isEqualTo(new Access(Outcome.ZERO_FILLED, 42, 0));
  }

  @Test
  void withoutSwapDirtyPagesStayAndMemoryEnds() {
    Machine machine = new Machine(new Shape(100, 10, 2, 0));
    Task task = machine.start("task");
    machine.map(task, MachineArea.anonymous(0, 3, true, "heap"));
    assertThat(machine.write(task, 0, 1).outcome()).isEqualTo(Outcome.ZERO_FILLED);
    assertThat(machine.write(task, 100, 1).outcome()).isEqualTo(Outcome.ZERO_FILLED);
    assertThat(machine.write(task, 200, 1).outcome()).isEqualTo(Outcome.OUT_OF_MEMORY);
    assertThat(machine.read(task, 0).value()).isEqualTo(1);
  }

  @Test
  void unmappingCutsAnAreaInTwo() {
    Machine machine = new Machine(Shape.TALK);
    Task task = machine.start("task");
    machine.map(task, MachineArea.anonymous(0, 5, true, "heap"));
    for (int page = 0; page < 5; page++) {
      machine.write(task, page * 100L, page);
    }
    machine.unmap(task, 2, 1);
    assertThat(machine.read(task, 200).outcome()).isEqualTo(Outcome.SEGMENTATION_FAULT);
    assertThat(machine.read(task, 100).value()).isEqualTo(1);
    assertThat(machine.read(task, 300).value()).isEqualTo(3);
    assertThat(machine.freeFrames()).isEqualTo(96);
  }

  @Test
  void theDiskIsAYearAway() {
    Machine machine = new Machine(Shape.TALK);
    Task task = machine.start("task");
    machine.map(task, MachineArea.of(machine.file("python", 1), 0, 0, 1, false, false));
    machine.read(task, 0);
    machine.read(task, 1);
    assertThat(machine.usage(task).cost())
        .isEqualTo(MachineCost.DISK + MachineCost.RAM + MachineCost.L1);
    assertThat(machine.usage(task).majorFaults()).isEqualTo(1);
  }

  @Test
  void areasDoNotOverlap() {
    Machine machine = new Machine(Shape.TALK);
    Task task = machine.start("task");
    machine.map(task, MachineArea.anonymous(2, 3, true, "heap"));
    assertThatThrownBy(() -> machine.map(task, MachineArea.anonymous(4, 1, true, "more")))
        .isInstanceOf(MachineException.class);
    assertThatThrownBy(() -> new Shape(1 << 20, 10, 1000, 0)).isInstanceOf(MachineException.class);
  }

  @Test
  void execLeavesNothing() {
    Machine machine = new Machine(Shape.TALK);
    Task task = machine.start("task");
    machine.map(task, MachineArea.anonymous(2, 3, true, "heap"));
    machine.write(task, 200, 1);
    machine.exec(task);
    assertThat(machine.freeFrames()).isEqualTo(100);
    assertThat(machine.usage(task).virtual()).isZero();
  }
}
