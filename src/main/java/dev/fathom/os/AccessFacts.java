package dev.fathom.os;

import dev.fathom.host.KernelFiles;
import dev.fathom.model.ProcessAccessException;
import java.io.IOException;
import java.nio.file.Path;

/// What decides whether Fathom may read a process.
///
/// @param self Fathom
/// @param target the process
/// @param namespace that Fathom is in
/// @param ptraceScope of Yama; 0 too where there is no Yama
/// @param isFiltered whether a seccomp filter decides which system calls Fathom may make
/// @param tracer the process that traces the target already, or 0
/// @param filesOwner whose the target's files in `/proc` are: root's where it is not dumpable
/// @param isContained whether the target is in a PID namespace below Fathom's
record AccessFacts(
    Party self,
    Party target,
    UserNamespace namespace,
    int ptraceScope,
    boolean isFiltered,
    int tracer,
    int filesOwner,
    boolean isContained) {
  private static final Path PTRACE_SCOPE = Path.of("/proc/sys/kernel/yama/ptrace_scope");
  private static final String FILTER = "2";

  /// One of the two.
  ///
  /// @param capabilities of Fathom the effective ones, of the target all that it may use
  record Party(UserIds users, UserIds groups, long capabilities) {
    static Party of(ProcessDirectory process, String capabilities) throws ProcessAccessException {
      return new Party(
          UserIds.of(process),
          UserIds.ofGroup(process),
          Long.parseUnsignedLong(process.status(capabilities), 16));
    }

    /// {@return whose rights it has}
    int user() {
      return users.effective();
    }

    boolean has(int capability) {
      return (capabilities & 1L << capability) != 0;
    }
  }

  static AccessFacts of(ProcessDirectory target) throws ProcessAccessException {
    ProcessDirectory self = ProcessDirectory.itself();
    return new AccessFacts(
        Party.of(self, "CapEff"),
        Party.of(target, "CapPrm"),
        UserNamespace.own(),
        yamaScope(),
        self.status("Seccomp").equals(FILTER),
        tracer(target),
        target.filesOwner(),
        depth(target) > depth(self));
  }

  /// The kernel names the thread that traces; people know its process.
  private static int tracer(ProcessDirectory target) throws ProcessAccessException {
    int thread = Integer.parseInt(target.status("TracerPid"));
    return thread == 0 ? 0 : Integer.parseInt(ProcessDirectory.of(thread).status("Tgid"));
  }

  /// In how many PID namespaces it is.
  private static int depth(ProcessDirectory process) throws ProcessAccessException {
    return process.status("NSpid").split("\\s+", -1).length;
  }

  private static int yamaScope() {
    try {
      return Integer.parseInt(KernelFiles.text(PTRACE_SCOPE).strip());
    } catch (IOException | NumberFormatException noYama) {
      return 0;
    }
  }
}
