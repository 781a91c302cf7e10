package dev.fathom.lab.machine;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A process or a thread: what runs, and which pages it sees.
///
/// As in the talk's figure a thread sees its own stack at the address where its creator's is; on a
/// real machine threads share one table and their stacks are elsewhere in it. The frames are the
/// same.
public final class Task {
  final int number;
  final Space common;
  final Space stacks;
  boolean alive = true;
  long minorFaults;
  long majorFaults;
  long cost;
  long accesses;
  long walks;
  private final String name;

  Task(int number, String name, Space common, Space stacks) {
    this.number = number;
    this.name = name;
    this.common = common;
    this.stacks = stacks;
  }

  /// {@return counted from 1 in the order in which tasks were started}
  public int number() {
    return number;
  }

  public String name() {
    return name;
  }

  /// {@return whether it has not ended}
  public boolean isAlive() {
    return alive;
  }

  /// {@return what it may use, by address}
  public List<MachineArea> areas() {
    return Stream.concat(common.areas.stream(), stacks.areas.stream())
        .sorted(Comparator.comparingInt(MachineArea::first))
        .toList();
  }

  @Nullable MachineArea areaOf(int page) {
    @Nullable MachineArea area = common.areaOf(page);
    return area == null ? stacks.areaOf(page) : area;
  }

  Space spaceOf(MachineArea area) {
    return area.isStack() ? stacks : common;
  }

  @Nullable PageEntry entry(int page) {
    @Nullable PageEntry entry = common.entry(page);
    return entry == null ? stacks.entry(page) : entry;
  }
}
