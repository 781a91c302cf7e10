package dev.fathom.survey.machine;

import dev.fathom.host.KernelFiles;
import dev.fathom.host.Libc;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.machine.Ability;
import dev.fathom.model.memory.PageFrame;
import dev.fathom.os.PageFrames;
import dev.fathom.os.ProcessDirectory;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/// Whose memory may be read, and who may be stopped.
final class AccessChecks {
  static final String READ = "read";
  static final String STOP = "stop";

  private static final Path PTRACE_SCOPE = Path.of("/proc/sys/kernel/yama/ptrace_scope");
  private static final Path USERS = Path.of("/proc/self/uid_map");

  /// How all users stand there in the namespace that the machine began with.
  private static final String ALL_USERS = "0 0 4294967295";

  // include/uapi/linux/capability.h
  private static final int CAP_SYS_PTRACE = 19;

  // Documentation/admin-guide/LSM/Yama.rst
  private static final int SCOPE_OF_CHILDREN = 1;
  private static final int SCOPE_OF_NOBODY = 3;

  // include/uapi/linux/ptrace.h
  private static final int PTRACE_ATTACH = 16;

  /// Above the highest id that the kernel gives: PID_MAX_LIMIT, 1 << 22.
  private static final int NO_PROCESS = (1 << 22) + 1;

  private static final int PAGES_BYTES = 3 * 4096;

  private final boolean capable;
  private final boolean initial;
  private final int scope;
  private final int user;

  private AccessChecks(boolean capable, boolean initial, int scope, int user) {
    this.capable = capable;
    this.initial = initial;
    this.scope = scope;
    this.user = user;
  }

  static AccessChecks here() throws ProcessAccessException {
    ProcessDirectory self = ProcessDirectory.of(itself());
    long capabilities = Long.parseUnsignedLong(self.status("CapEff"), 16);
    return new AccessChecks(
        (capabilities & 1L << CAP_SYS_PTRACE) != 0,
        text(USERS, ALL_USERS).replaceAll("\\s+", " ").equals(ALL_USERS),
        Integer.parseInt(text(PTRACE_SCOPE, "0")),
        Libc.geteuid());
  }

  private static int itself() {
    return Math.toIntExact(ProcessHandle.current().pid());
  }

  /// {@return what a file says, or what it would say if it is not there}
  private static String text(Path file, String otherwise) {
    try {
      return KernelFiles.text(file).strip();
    } catch (IOException absent) {
      return otherwise;
    }
  }

  Ability read() {
    String what = "read processes of this user (id " + user + ")";
    if (scope >= SCOPE_OF_NOBODY) {
      return Ability.missing(
          READ,
          what,
          "kernel.yama.ptrace_scope is " + scope + ": no user may, not even root",
          "start the machine again with a lower one; meanwhile look at core files");
    }
    if (capable || scope < SCOPE_OF_CHILDREN) {
      return Ability.had(
          READ, what, capable ? "CAP_SYS_PTRACE" : "kernel.yama.ptrace_scope is " + scope);
    }
    return Ability.missing(
        READ,
        what,
        "kernel.yama.ptrace_scope is " + scope,
        "sudo fathom PID"
            + (scope == SCOPE_OF_CHILDREN
                ? ", or once for all: sudo sysctl kernel.yama.ptrace_scope=0"
                : ""));
  }

  Ability readOthers() {
    String what = "read processes of other users";
    String id = "read-others";
    if (capable && initial) {
      return Ability.had(id, what, "CAP_SYS_PTRACE");
    }
    return capable
        ? Ability.partly(
            id,
            what,
            "CAP_SYS_PTRACE in this user namespace only",
            "run Fathom outside this container, as root")
        : Ability.missing(
            id,
            what,
            "no CAP_SYS_PTRACE",
            user == 0
                ? "start the container with --cap-add=SYS_PTRACE, or run Fathom on the host"
                : "sudo fathom PID");
  }

  /// Tried on a process that cannot be: what the kernel says tells whether the call is made at all.
  Ability stop() {
    String what = "stop them by ptrace";
    long outcome = Libc.ptrace(PTRACE_ATTACH, NO_PROCESS, 0, MemorySegment.NULL);
    return outcome == -Libc.ESRCH
        ? Ability.had(STOP, what, "the call is let through")
        : Ability.missing(
            STOP,
            what,
            "forbidden (%s): a seccomp filter or a security module"
                .formatted(Libc.message((int) -outcome)),
            "--freeze=signal, or a container with --security-opt seccomp=unconfined");
  }

  Ability frames() {
    String what = "see who shares which page";
    PageFrame frame;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment written = arena.allocate(PAGES_BYTES);
      written.set(ValueLayout.JAVA_BYTE, PAGES_BYTES / 2, (byte) 1);
      frame = PageFrames.of(itself(), written.address() + PAGES_BYTES / 2);
    }
    if (frame.number() != 0 && frame.mappings() >= 0) {
      return Ability.had("frames", what, "the kernel shows frame numbers");
    }
    return Ability.partly(
        "frames",
        what,
        frame.number() == 0
            ? "the kernel shows no frame numbers without CAP_SYS_ADMIN"
            : "/proc/kpagecount cannot be read",
        "run it as root; without, figures of shared pages are averages, marked ~");
  }
}
