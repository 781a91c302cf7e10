package dev.fathom.os.written;

import dev.fathom.host.Libc;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.os.MapsEntry;
import dev.fathom.os.ProcessDirectory;
import java.io.IOException;

/// Tracks what a process writes, in a virtual machine of its own that can be killed.
///
/// Arguments: the process, and a step of [InjectedThread] at which it ends itself by SIGKILL, or
/// `once`: then it says in a line why it is refused, if it is; with none it goes on until it is
/// killed, beginning anew again and again.
final class TrackingMain {
  private static final int SIGKILL = 9;
  private static final int ROUNDS = 3;

  private TrackingMain() {}

  public static void main(String... arguments) throws IOException {
    int target = Integer.parseInt(arguments[0]);
    if (arguments.length == 2 && arguments[1].equals("once")) {
      try (WriteTracking tracking = WriteProtection.begin(target)) {
        watchAll(target, tracking);
        tracking.written((start, end) -> {});
      } catch (ProcessAccessException refused) {
        System.out.println(refused.getMessage());
      }
      return;
    }
    if (arguments.length == 2) {
      InjectedThread.Step last = InjectedThread.Step.valueOf(arguments[1]);
      WriteProtection.begin(
          target,
          step -> {
            if (step == last) {
              Libc.kill(Math.toIntExact(ProcessHandle.current().pid()), SIGKILL);
            }
          });
      throw new AssertionError("step " + last + " was not reached");
    }
    System.out.println("begins");
    while (System.in.available() == 0) {
      try (WriteTracking tracking = WriteProtection.begin(target)) {
        watchAll(target, tracking);
        for (int round = 0; round < ROUNDS; round++) {
          tracking.written((start, end) -> {});
        }
      }
    }
  }

  static void watchAll(int target, WriteTracking tracking) throws ProcessAccessException {
    for (MapsEntry mapping : ProcessDirectory.of(target).maps()) {
      if (mapping.permissions().startsWith("rw-p")) {
        tracking.watch(mapping.start(), mapping.end());
      }
    }
  }
}
