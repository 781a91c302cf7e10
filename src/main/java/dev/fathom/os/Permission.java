package dev.fathom.os;

import dev.fathom.host.Libc;
import dev.fathom.model.ProcessAccessException;

/// Says which of the kernel's gates keeps us out of a process, and how to open it.
///
/// The gates of reading, in the order in which the kernel asks (`kernel/ptrace.c`,
/// `__ptrace_may_access`; `security/commoncap.c`, `cap_ptrace_access_check`; Yama): the mode of the
/// file in `/proc`; the same user and group ids, or CAP_SYS_PTRACE; the target dumpable, or
/// CAP_SYS_PTRACE; no capabilities in the target that we have not, or CAP_SYS_PTRACE; then Yama's
/// ptrace_scope. CAP_SYS_PTRACE counts if it is held in the target's user namespace.
public final class Permission {
  // include/uapi/linux/capability.h
  private static final int CAP_DAC_OVERRIDE = 1;
  private static final int CAP_DAC_READ_SEARCH = 2;
  private static final int CAP_SYS_PTRACE = 19;

  // security/yama/yama_lsm.c
  private static final int YAMA_SCOPE_CAPABILITY = 2;
  private static final int YAMA_SCOPE_NO_ATTACH = 3;

  private static final int ROOT = 0;

  /// How those appear here that have no id in this user namespace (`/proc/sys/kernel/overflowuid`).
  private static final int NOBODY = 65534;

  private static final String SIGNAL = "SIGSTOP";
  private static final String PTRACE = "ptrace";

  private final int process;
  private final String what;
  private final AccessFacts facts;

  private Permission(int process, String what, AccessFacts facts) {
    this.process = process;
    this.what = what;
    this.facts = facts;
  }

  /// The exception for a refused access to `process`; `what` names the file or call refused.
  public static ProcessAccessException refused(int process, String what, int errno) {
    ProcessDirectory target = ProcessDirectory.of(process);
    if (errno == Libc.ESRCH || !target.exists()) {
      return new ProcessAccessException("process " + process + " ended while it was being read");
    }
    if (errno != Libc.EPERM && errno != Libc.EACCES) {
      return new ProcessAccessException(
          "the kernel does not let process %d be read now (%s: %s); look again"
              .formatted(process, what, Libc.message(errno)));
    }
    String reason;
    try {
      reason = reason(process, what, AccessFacts.of(target));
    } catch (ProcessAccessException | NumberFormatException unknown) {
      reason = "run it as root";
    }
    return new ProcessAccessException(
        "not permitted to read process " + process + " (" + what + "): " + reason);
  }

  /// Why it is refused, and what helps.
  ///
  /// @param what the call, or the path of the file
  static String reason(int process, String what, AccessFacts facts) {
    return new Permission(process, what, facts).reason();
  }

  private String reason() {
    if (what.equals(SIGNAL)) {
      return "signals to it take its user or CAP_KILL; use --freeze=ptrace";
    }
    if (what.equals(PTRACE)) {
      // Its memory has been opened: the same gates, and they were open.
      return facts.tracer() == 0
          ? filtered()
          : "process "
              + facts.tracer()
              + " is tracing it already; end that one, or use --freeze=signal";
    }
    if (facts.ptraceScope() >= YAMA_SCOPE_NO_ATTACH && isAsked()) {
      return "kernel.yama.ptrace_scope is 3: until the machine is started again nobody, not even"
          + " root, may read another process; a core file that the kernel writes can be read";
    }
    if (facts.target().users().areAll(NOBODY) && !facts.namespace().has(NOBODY)) {
      return outside("its user has no id in this user namespace");
    }
    return facts.self().has(CAP_SYS_PTRACE) ? withCapability() : withoutCapability();
  }

  private String withCapability() {
    if (isFile() && !opensFiles()) {
      return "you have CAP_SYS_PTRACE, but its files are user id "
          + facts.filesOwner()
          + "'s, and that takes CAP_DAC_READ_SEARCH, too; in a container, start it with"
          + " --cap-add=DAC_READ_SEARCH";
    }
    if (!facts.namespace().isInitial()) {
      return outside("capabilities count in this user namespace only, and it is in another");
    }
    return forbidden();
  }

  private String withoutCapability() {
    AccessFacts.Party self = facts.self();
    if (!facts.target().users().areAll(self.user())) {
      return self.user() == ROOT
          ? privileged("it belongs to user id " + facts.target().user())
          : anothers();
    }
    if (!facts.target().groups().areAll(self.groups().effective())) {
      return privileged("it runs with group id " + facts.target().groups().effective());
    }
    if (facts.filesOwner() != self.user()) {
      return privileged("it is not dumpable (set-user-id, file capabilities or PR_SET_DUMPABLE)");
    }
    if ((facts.target().capabilities() & ~self.capabilities()) != 0) {
      return privileged("it has capabilities that Fathom has not");
    }
    if (facts.ptraceScope() == YAMA_SCOPE_CAPABILITY && isAsked()) {
      return privileged("kernel.yama.ptrace_scope is 2");
    }
    if (facts.ptraceScope() > 0 && isAsked()) {
      return self.user() == ROOT || !facts.namespace().isInitial()
          ? privileged("kernel.yama.ptrace_scope is " + facts.ptraceScope())
          : "kernel.yama.ptrace_scope is "
              + facts.ptraceScope()
              + "; run it as root ("
              + again()
              + ") or set it to 0 (sudo sysctl kernel.yama.ptrace_scope=0)";
    }
    return facts.namespace().isInitial() ? forbidden() : outside("it is in another user namespace");
  }

  private String anothers() {
    String whose =
        "it belongs to user id " + facts.target().user() + " and you are " + facts.self().user();
    if (!facts.namespace().isInitial()) {
      return outside(whose);
    }
    return whose
        + "; run it as that user or as root: "
        + again()
        + (facts.isContained()
            ? " (in a rootless container of your own: podman unshare fathom " + process + ")"
            : "");
  }

  /// What CAP_SYS_PTRACE would help.
  private String privileged(String why) {
    if (facts.self().user() == ROOT) {
      return why
          + ", and root here has no CAP_SYS_PTRACE; start the container with --cap-add=SYS_PTRACE"
          + " --pid=container:NAME, or run Fathom on the host";
    }
    return facts.namespace().isInitial() ? why + "; run it as root: " + again() : outside(why);
  }

  private static String outside(String why) {
    return why + "; run Fathom outside this container or user namespace, as root";
  }

  private String filtered() {
    return facts.isFiltered()
        ? "a seccomp filter forbids ptrace here; use --freeze=signal, or start the container with"
            + " --security-opt seccomp=unconfined"
        : "a security module forbids ptrace; use --freeze=signal, or run Fathom on the host,"
            + " outside the container";
  }

  /// All that can be seen from here would let us in.
  private static String forbidden() {
    return "a security module or another PID namespace's owner forbids it; run Fathom on the"
        + " host, outside the container";
  }

  private String again() {
    return "sudo fathom " + process;
  }

  private boolean isFile() {
    return what.startsWith("/");
  }

  /// Whether Yama is: not where only the address space is looked at, which is another mode of
  /// access.
  private boolean isAsked() {
    return what.endsWith("/mem");
  }

  /// Their mode is 0400 or 0600.
  private boolean opensFiles() {
    AccessFacts.Party self = facts.self();
    return facts.filesOwner() == self.user()
        || self.has(CAP_DAC_READ_SEARCH)
        || self.has(CAP_DAC_OVERRIDE);
  }
}
