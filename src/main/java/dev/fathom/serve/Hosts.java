package dev.fathom.serve;

import java.net.InetAddress;

/// By which names the server may be called in an address.
///
/// A page of somebody else can make a browser ask us under a name of its own, which it lets lead to
/// 127.0.0.1 ("DNS rebinding"): the browser takes that for the other page's own server. So a name
/// is none of ours, except `localhost`; an address written in digits cannot be made to lead
/// elsewhere.
///
/// @param bound where the server listens
/// @param port the same
record Hosts(InetAddress bound, int port) {
  private static final int HTTP_PORT = 80;

  /// {@return whether this is we} As it stands in `Host` and, after `http://`, in `Origin`.
  boolean isOurs(String host) {
    int colon = host.lastIndexOf(':');
    boolean hasPort = colon > host.lastIndexOf(']');
    String name = hasPort ? host.substring(0, colon) : host;
    String asked = hasPort ? host.substring(colon + 1) : Integer.toString(HTTP_PORT);
    return asked.equals(Integer.toString(port)) && isOurName(name);
  }

  private boolean isOurName(String name) {
    if (name.equalsIgnoreCase("localhost")) {
      return bound.isLoopbackAddress() || bound.isAnyLocalAddress();
    }
    boolean bracketed = name.startsWith("[") && name.endsWith("]");
    String literal = bracketed ? name.substring(1, name.length() - 1) : name;
    if (bracketed != literal.contains(":")) {
      return false;
    }
    try {
      InetAddress address = InetAddress.ofLiteral(literal);
      return bound.isAnyLocalAddress() || address.equals(bound);
    } catch (IllegalArgumentException noLiteral) {
      return false;
    }
  }

  /// {@return how the server is called in the address that is printed}
  String printed() {
    InetAddress shown = bound.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : bound;
    String text = shown.getHostAddress();
    return (text.contains(":") ? "[" + text + "]" : text) + ":" + port;
  }
}
