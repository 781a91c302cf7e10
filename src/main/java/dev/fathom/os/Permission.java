package dev.fathom.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Says which of the kernel's gates keeps us out of a process, and how to open it.
///
/// The gates, in the order in which the kernel asks (`kernel/ptrace.c`, `__ptrace_may_access` and
/// Yama): same user ids, or CAP_SYS_PTRACE; the target dumpable, or CAP_SYS_PTRACE; then Yama's
/// ptrace_scope.
final class Permission {
  private static final long CAP_SYS_PTRACE = 1L << 19;
  private static final Path PTRACE_SCOPE = Path.of("/proc/sys/kernel/yama/ptrace_scope");

  private Permission() {}

  /// The exception for a refused access to `process`; `what` names the file or call refused.
  static ProcessAccessException refused(int process, String what, int errno) {
    ProcessDirectory target = ProcessDirectory.of(process);
    if (errno == Libc.ESRCH || !target.exists()) {
      return new ProcessAccessException("process " + process + " ended while it was being read");
    }
    return new ProcessAccessException(
        "not permitted to read process " + process + " (" + what + "): " + reason(process, target));
  }

  private static String reason(int process, ProcessDirectory target) {
    try {
      ProcessDirectory self = ProcessDirectory.of((int) ProcessHandle.current().pid());
      boolean capable = (Long.parseUnsignedLong(self.status("CapEff"), 16) & CAP_SYS_PTRACE) != 0;
      String again = "sudo fathom " + process;
      String tracer = target.status("TracerPid");
      if (!tracer.isEmpty() && !tracer.equals("0")) {
        return "process "
            + processOf(tracer)
            + " is tracing it already; end that one, or use --freeze=signal";
      }
      if (capable) {
        return "a security module or another PID namespace's owner forbids it; run Fathom on the"
            + " host, outside the container";
      }
      if (self.user() == 0) {
        return "root here has no CAP_SYS_PTRACE; start the container with --cap-add=SYS_PTRACE"
            + " --pid=container:NAME, or run Fathom on the host";
      }
      if (target.user() != self.user()) {
        return "it belongs to user id "
            + target.user()
            + " and you are "
            + self.user()
            + "; run it as that user or as root: "
            + again;
      }
      int scope = ptraceScope();
      if (scope > 0) {
        return "kernel.yama.ptrace_scope is "
            + scope
            + "; run it as root ("
            + again
            + ") or set it to 0 (sudo sysctl kernel.yama.ptrace_scope=0)";
      }
      return "it is not dumpable (set-user-id, file capabilities or PR_SET_DUMPABLE); run it as"
          + " root: "
          + again;
    } catch (ProcessAccessException | NumberFormatException unknown) {
      return "run it as root";
    }
  }

  /// The kernel names the thread that traces; people know its process.
  private static String processOf(String thread) throws ProcessAccessException {
    String group = ProcessDirectory.of(Integer.parseInt(thread)).status("Tgid");
    return group.isEmpty() ? thread : group;
  }

  private static int ptraceScope() {
    try {
      return Integer.parseInt(Files.readString(PTRACE_SCOPE).strip());
    } catch (IOException | NumberFormatException noYama) {
      return 0;
    }
  }
}
