package dev.fathom.lab.workers;

import dev.fathom.lab.machine.Machine;
import dev.fathom.lab.machine.MachineArea;
import dev.fathom.lab.machine.Shape;
import dev.fathom.lab.machine.Task;
import java.util.ArrayList;
import java.util.List;

/// Memory by the number of workers, as the model machine has it: frames in use, each standing for
/// [#grain] bytes.
///
/// @param grain bytes that a page of the model stands for
/// @param used by the number of workers, from 0 on, bytes in use by all; as far as they fit, and at
///   most [#MOST_WORKERS]
/// @param proportional of the last worker, its share of that (PSS)
/// @param fits how many workers there are when the next one would make the machine swap; or
///   [#MOST_WORKERS]
public record WorkerGrowth(long grain, List<Long> used, long proportional, int fits) {
  /// So many workers are forked at most.
  public static final int MOST_WORKERS = 512;

  private static final int PAGE_BYTES = 8;
  private static final int LEAST_PAGES = 400;
  private static final int MOST_FRAMES = 200_000;

  public WorkerGrowth {
    used = List.copyOf(used);
  }

  /// {@return whether there is room for more than were forked}
  public boolean isOpen() {
    return fits == MOST_WORKERS;
  }

  /// Forks workers until the next one does not fit.
  ///
  /// **Cost**: a page table of some 400 lines a worker.
  ///
  /// @param counts whether looking at an object writes to it
  public static WorkerGrowth of(ParentFigures figures, boolean counts) {
    long grain =
        Math.max(
            1,
            Math.max(figures.parent() / LEAST_PAGES, Math.ceilDiv(figures.limit(), MOST_FRAMES)));
    int parentPages = pages(figures.parent(), grain);
    int ownPages = figures.own() == 0 ? 0 : pages(figures.own(), grain);
    int frames = (int) (figures.limit() / grain);
    List<Long> used = new ArrayList<>();
    if (parentPages > frames) {
      return new WorkerGrowth(grain, used, 0, -1);
    }
    Machine machine = new Machine(new Shape(PAGE_BYTES, parentPages + ownPages + 1, frames, 0));
    Task parent = machine.start("parent");
    machine.map(parent, MachineArea.anonymous(0, parentPages, true, "heap"));
    for (int page = 0; page < parentPages; page++) {
      machine.write(parent, (long) page * PAGE_BYTES, 1);
    }
    used.add((long) (frames - machine.freeFrames()) * grain);
    int copied = (int) Math.round(figures.copied(counts) * parentPages);
    int looked = (int) Math.round(figures.touched() * parentPages);
    double proportional = 0;
    int workers = 0;
    while (workers < MOST_WORKERS && machine.freeFrames() >= copied + ownPages) {
      Task worker = machine.fork(parent, "worker");
      for (int page = 0; page < Math.max(copied, looked); page++) {
        if (page < copied) {
          machine.write(worker, (long) page * PAGE_BYTES, 2);
        } else {
          machine.read(worker, (long) page * PAGE_BYTES);
        }
      }
      if (ownPages > 0) {
        machine.map(worker, MachineArea.anonymous(parentPages, ownPages, true, "own"));
        for (int page = 0; page < ownPages; page++) {
          machine.write(worker, (long) (parentPages + page) * PAGE_BYTES, 3);
        }
      }
      workers++;
      used.add((long) (frames - machine.freeFrames()) * grain);
      proportional = machine.usage(worker).proportional();
    }
    return new WorkerGrowth(grain, used, Math.round(proportional * grain), workers);
  }

  private static int pages(long bytes, long grain) {
    return (int) Math.max(1, Math.round((double) bytes / grain));
  }
}
