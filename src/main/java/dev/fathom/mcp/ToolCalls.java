package dev.fathom.mcp;

import dev.fathom.mcp.tool.Toolbox;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The calls of tools that are to be answered: one after the other, since a process is held by one
/// at a time, and each has the machine for itself.
final class ToolCalls {
  private static final int MOST_WAITING = 16;
  private static final int STEP_MILLIS = 500;

  private final Toolbox tools;
  private final Consumer<Throwable> complain;
  private final Map<Object, ToolCall> open = new ConcurrentHashMap<>();
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("tools").factory());
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("progress").factory());
  private final ScheduledFuture<?> telling;

  ToolCalls(Toolbox tools, Consumer<Throwable> complain) {
    this.tools = tools;
    this.complain = complain;
    this.telling =
        clock.scheduleWithFixedDelay(
            () -> open.values().forEach(ToolCall::tellProgress),
            STEP_MILLIS,
            STEP_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  /// Has a tool called.
  ///
  /// @throws ProtocolException if too many wait already, or one of the same id
  void add(ToolCall call) throws ProtocolException {
    if (open.size() >= MOST_WAITING) {
      throw new ProtocolException(
          ProtocolException.BUSY, MOST_WAITING + " calls wait for an answer: ask again later");
    }
    if (open.putIfAbsent(call.id(), call) != null) {
      throw new ProtocolException(
          ProtocolException.NO_REQUEST, "a call of the same id is under way");
    }
    worker.execute(() -> {
      try {
        call.run(tools, complain);
      } finally {
        open.remove(call.id());
      }
    });
  }

  /// Nobody waits for a call any more. One that is not there may have been answered meanwhile.
  void cancel(Object id) {
    ToolCall call = open.get(id);
    if (call != null) {
      call.cancel();
    }
  }

  /// Waits until all are answered.
  void finish() {
    worker.close();
    telling.cancel(false);
    clock.shutdownNow();
  }
}
