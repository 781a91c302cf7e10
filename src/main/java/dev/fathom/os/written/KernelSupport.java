package dev.fathom.os.written;

import dev.fathom.host.Libc;
import dev.fathom.model.ProcessAccessException;

/// Whether the kernel lets written pages be tracked by userfaultfd. Tried on Fathom itself, before
/// anything is done to a target: the number of a kernel says little of what a distribution made of
/// it.
public final class KernelSupport {
  // arch/x86/entry/syscalls/syscall_64.tbl
  static final int USERFAULTFD = 323;
  static final int PIDFD_OPEN = 434;
  static final int PIDFD_GETFD = 438;

  /// include/uapi/linux/userfaultfd.h, UFFD_USER_MODE_ONLY, which ordinary users must say. Faults
  /// of the kernel are tracked as well: asynchronously nobody has to answer them.
  private static final int UFFD_USER_MODE_ONLY = 1;

  private static final int O_NONBLOCK = 0x800;

  static final long DESCRIPTOR_FLAGS = Libc.O_CLOEXEC | O_NONBLOCK | UFFD_USER_MODE_ONLY;

  /// include/uapi/linux/pidfd.h: of a thread that leads no process; since Linux 6.9.
  static final long PIDFD_THREAD = 0x80;

  private KernelSupport() {}

  /// Tries it.
  ///
  /// @throws ProcessAccessException if it does not: for want of what
  public static void check() throws ProcessAccessException {
    int own = (int) Libc.syscall(USERFAULTFD, DESCRIPTOR_FLAGS, 0, 0, 0);
    if (own < 0) {
      throw missing(
          own == -Libc.ENOSYS
              ? "this kernel has no userfaultfd (CONFIG_USERFAULTFD)"
              : "userfaultfd is forbidden here (%s): a seccomp filter of this container or a security module"
                  .formatted(Libc.message(-own)));
    }
    try {
      if (WriteProtection.agree(own) < 0) {
        throw missing(
            "this kernel tracks no written pages by userfaultfd: that takes Linux 6.7, and x86-64");
      }
    } finally {
      Libc.close(own);
    }
    long itself = ProcessHandle.current().pid();
    int thread = (int) Libc.syscall(PIDFD_OPEN, itself, PIDFD_THREAD, 0, 0);
    if (thread < 0) {
      throw missing("this kernel opens no threads (PIDFD_THREAD): that takes Linux 6.9");
    }
    Libc.close(thread);
  }

  private static ProcessAccessException missing(String what) {
    return new ProcessAccessException(what + "; use --pause=normal");
  }
}
