package dev.fathom.survey.crew;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/// Work on a thread of its own, beside what follows from something else. What fails there fails
/// where its result is asked for.
public final class Beside<T> {
  private final FutureTask<T> task;

  private Beside(FutureTask<T> task) {
    this.task = task;
  }

  /// Begins it.
  ///
  /// @param name of the thread
  public static <T> Beside<T> begin(String name, Supplier<T> work) {
    FutureTask<T> task = new FutureTask<>(work::get);
    Thread.ofPlatform().daemon().name(name).start(task);
    return new Beside<>(task);
  }

  /// {@return what came of it, once it is done}
  public T get() {
    try {
      return task.get();
    } catch (InterruptedException interrupted) {
      // Nobody interrupts the threads of a look while the virtual machine lives.
      throw new IllegalStateException(interrupted);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException exception) {
        throw exception;
      }
      if (failed.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(failed);
    }
  }
}
