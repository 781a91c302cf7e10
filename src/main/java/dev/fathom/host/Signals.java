package dev.fathom.host;

import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// Hears signals that would end or stop Fathom, until it is closed. One that Fathom was told to
/// ignore when it was started (`nohup` does that) stays ignored.
///
/// The JDK's own class for it, `sun.misc.Signal`, is supported (module `jdk.unsupported`), but
/// whoever names it is warned by the compiler, and no annotation silences that: so it is called by
/// reflection. A virtual machine that has it not hears nothing.
public final class Signals implements AutoCloseable {
  /// Those that people send. SIGQUIT and SIGUSR2 are the virtual machine's own.
  private static final List<String> NAMES = List.of("HUP", "INT", "TERM", "USR1");

  private static final String SIGNAL = "sun.misc.Signal";
  private static final String HANDLER = "sun.misc.SignalHandler";

  /// The signal, and who heard it before.
  private final Map<Object, Object> previous = new HashMap<>();

  private Signals() {}

  /// Hears signals from now on.
  ///
  /// @param listener is told the number of each signal, on a thread of its own
  public static Signals hear(IntConsumer listener) {
    return hear(NAMES, listener);
  }

  /// The same of the signals of these names, without `SIG`.
  public static Signals hear(List<String> names, IntConsumer listener) {
    Signals signals = new Signals();
    try {
      Class<?> handlerType = Class.forName(HANDLER);
      Object handler =
          Proxy.newProxyInstance(
              handlerType.getClassLoader(),
              new Class<?>[] {handlerType},
              (proxy, method, arguments) -> hear(listener, method.getName(), arguments));
      Object ignored = handlerType.getField("SIG_IGN").get(null);
      for (String name : names) {
        Object signal = Class.forName(SIGNAL).getConstructor(String.class).newInstance(name);
        Object before = handle(signal, handler);
        if (before.equals(ignored)) {
          handle(signal, ignored);
        } else {
          signals.previous.put(signal, before);
        }
      }
    } catch (ReflectiveOperationException absent) {
      // No such virtual machine is known; in one, a signal ends Fathom as it would any program.
      return signals;
    }
    return signals;
  }

  private static @Nullable Object hear(
      IntConsumer listener, String method, Object @Nullable [] arguments)
      throws ReflectiveOperationException {
    if (method.equals("handle") && arguments != null) {
      Object number = arguments[0].getClass().getMethod("getNumber").invoke(arguments[0]);
      listener.accept((Integer) number);
      return null;
    }
    return switch (method) {
      case "hashCode" -> System.identityHashCode(listener);
      case "equals" -> false;
      default -> "listener";
    };
  }

  private static Object handle(Object signal, Object handler) throws ReflectiveOperationException {
    return Class.forName(SIGNAL)
        .getMethod("handle", signal.getClass(), Class.forName(HANDLER))
        .invoke(null, signal, handler);
  }

  @Override
  public void close() {
    previous.forEach((signal, handler) -> {
      try {
        handle(signal, handler);
      } catch (ReflectiveOperationException impossible) {
        throw new LinkageError("sun.misc.Signal", impossible); // it could be called before
      }
    });
  }
}
