package dev.fathom.cli.follow;

import dev.fathom.ask.QuestionException;
import dev.fathom.cli.shell.Screen;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where a command listens.
final class ListenOption {
  private static final int LAST_PORT = 65_535;

  @Option(names = "--port", paramLabel = "N", description = "Where to listen; 0 for a free port.")
  private @Nullable Integer port;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      description =
          "Listen on this address of the machine (default ${DEFAULT-VALUE}, which no other"
              + " machine can reach).",
      defaultValue = "127.0.0.1")
  private String address = "127.0.0.1";

  /// What listens.
  @FunctionalInterface
  interface Binding<S> {
    S to(InetAddress address, int port) throws IOException;
  }

  /// {@return whether a port was named}
  boolean isGiven() {
    return port != null;
  }

  /// Makes sure that it can be an address, before anything is looked at.
  ///
  /// @throws QuestionException if it cannot
  void check() throws QuestionException {
    address();
    if (port() < 0 || port() > LAST_PORT) {
      throw QuestionException.wrong("--port takes a number of 0 to " + LAST_PORT);
    }
  }

  private int port() {
    return port == null ? 0 : port;
  }

  private InetAddress address() throws QuestionException {
    try {
      return address.equals("localhost")
          ? InetAddress.getLoopbackAddress()
          : InetAddress.ofLiteral(address);
    } catch (IllegalArgumentException name) {
      throw QuestionException.wrong("--bind takes an address such as 127.0.0.1, not " + address);
    }
  }

  /// Takes the port.
  ///
  /// @throws PortException if that cannot be had
  <S> S bound(Binding<S> binding) throws IOException {
    try {
      return binding.to(address(), port());
    } catch (BindException refused) {
      String why = String.valueOf(refused.getMessage());
      throw new PortException(
          why.contains("in use")
              ? "port " + port() + " of " + address + " is in use; --port 0 takes a free one"
              : "cannot listen on port " + port() + " of " + address + ": " + why);
    }
  }

  /// Warns of an address that others can reach.
  ///
  /// @param who can read what
  void warn(String who, Screen screen) throws QuestionException {
    if (!address().isLoopbackAddress()) {
      screen
          .err()
          .println("fathom: warning: " + address + " can be reached from other machines; " + who);
    }
  }
}
