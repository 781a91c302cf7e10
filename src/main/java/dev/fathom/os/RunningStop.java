package dev.fathom.os;

import dev.fathom.model.ProcessAccessException;
import java.util.ArrayList;
import java.util.List;

/// No stop at all: the process runs on while it is read.
final class RunningStop implements Stop {
  private final List<ThreadState> threads;

  RunningStop(int process) throws ProcessAccessException {
    threads = sleeping(ProcessDirectory.of(process));
  }

  /// What `/proc` tells of the threads without attaching to them.
  static List<ThreadState> sleeping(ProcessDirectory directory) throws ProcessAccessException {
    List<ThreadState> states = new ArrayList<>();
    for (int thread : directory.threads()) {
      states.add(new ThreadState(thread, directory.stackPointer(thread).orElse(0), 0));
    }
    return List.copyOf(states);
  }

  @Override
  public List<ThreadState> threads() {
    return threads;
  }

  @Override
  public void verify() {}

  @Override
  public long heldNanos() {
    return 0;
  }

  @Override
  public void close() {}
}
