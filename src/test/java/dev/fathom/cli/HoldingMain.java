package dev.fathom.cli;

import dev.fathom.os.Freeze;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.Target;
import java.io.IOException;

/// A Fathom that stops in the middle of a report: it holds a process, says `held`, and goes on
/// holding it until its standard input ends.
final class HoldingMain {
  private HoldingMain() {}

  /// Holds; its arguments are the process, and a constant of [Freeze].
  public static void main(String[] arguments) throws IOException {
    int process = Integer.parseInt(arguments[0]);
    try (Target target = LiveProcess.open(process, Freeze.valueOf(arguments[1]));
        Target.Hold hold = target.hold()) {
      System.out.println("held by " + hold.method());
      while (System.in.read() >= 0) {
        // Nothing is asked of it.
      }
    }
  }
}
