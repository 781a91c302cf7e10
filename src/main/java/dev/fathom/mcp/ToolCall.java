package dev.fathom.mcp;

import dev.fathom.mcp.tool.Toolbox;
import dev.fathom.model.Progress;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One call of a tool: waits, is under way, and is answered once, or cancelled and never answered.
final class ToolCall {
  private static final double PERCENT = 100;

  private final Object id;
  private final String tool;
  private final Map<String, @Nullable Object> arguments;

  /// What the client calls its progress; empty where it does not ask for that.
  private final Optional<Object> token;

  private final Progress progress = new Progress();
  private final Outbox outbox;

  // Guarded by this.
  private boolean over;
  private double told;

  ToolCall(
      Object id,
      String tool,
      Map<String, @Nullable Object> arguments,
      Optional<Object> token,
      Outbox outbox) {
    this.id = id;
    this.tool = tool;
    this.arguments = arguments;
    this.token = token;
    this.outbox = outbox;
  }

  Object id() {
    return id;
  }

  /// ToolCalls the tool, and sends what it answers.
  ///
  /// @param complain is told of a bug
  void run(Toolbox tools, Consumer<Throwable> complain) {
    if (isOver()) {
      return;
    }
    try {
      Map<String, Object> answer =
          ScopedValue.where(Progress.HEARD, progress).call(() -> tools.call(tool, arguments));
      end(() -> outbox.result(id, answer));
    } catch (Progress.GivenUpException cancelled) {
      return; // and so nobody waits for an answer
    } catch (RuntimeException | Error bug) {
      end(() -> {
        complain.accept(bug);
        outbox.error(
            Optional.of(id), ProtocolException.INTERNAL, "internal error: " + bug.getClass());
      });
    }
  }

  /// Nobody waits for it any more.
  void cancel() {
    end(() -> {});
    progress.giveUp();
  }

  /// Tells how far it is, if the client asked for that.
  synchronized void tellProgress() {
    Optional<Progress.Moment> now = progress.now();
    // The protocol has it grow each time.
    if (over || token.isEmpty() || now.isEmpty() || now.get().waited() <= told) {
      return;
    }
    told = now.get().waited();
    outbox.notification(
        "notifications/progress",
        Map.of("progressToken", token.get(), "progress", told, "message", words(now.get())));
  }

  private static String words(Progress.Moment moment) {
    OptionalDouble share = moment.share();
    return moment.stage().words()
        + (share.isPresent() ? ", " + (int) (share.getAsDouble() * PERCENT) + " %" : "");
  }

  private synchronized boolean isOver() {
    return over;
  }

  /// Nothing is said of it once its answer was sent.
  private synchronized void end(Runnable last) {
    if (!over) {
      over = true;
      last.run();
    }
  }
}
