package dev.fathom.os.written;

import dev.fathom.host.KernelFiles;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.os.ProcessDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/// Whether a call may be made in a process at all. Not where it could end the process or come to a
/// standstill.
final class Injectable {
  private static final String NO_FILTER = "0";

  // The identification of an ELF file (System V ABI, chapter 4)
  private static final int EI_CLASS = 4;
  private static final byte ELFCLASS32 = 1;

  private Injectable() {}

  static void check(int process) throws ProcessAccessException {
    ProcessDirectory directory = ProcessDirectory.of(process).throughLivingThread();
    for (int thread : directory.threads()) {
      if (isFiltered(process, thread)) {
        throw refused(
            process, "a seccomp filter decides which calls it may make, and may end it for others");
      }
    }
    if (isOf32Bits(directory)) {
      throw refused(process, "it is a 32-bit program");
    }
    // Its return addresses are kept twice: those of a made-up signal frame would be refused.
    if (directory.status("x86_Thread_features").contains("shstk")) {
      throw refused(process, "it has a shadow stack (CET)");
    }
    char state = directory.state();
    if (state == 'T') {
      throw refused(process, "it is stopped, so that it could not end the call; continue it");
    }
  }

  /// Whether a thread has a seccomp filter; each may have one of its own. Many a filter ends the
  /// process.
  static boolean isFiltered(int process, int thread) {
    String filter = status(process, thread, "Seccomp");
    return !filter.isEmpty() && !filter.equals(NO_FILTER);
  }

  private static boolean isOf32Bits(ProcessDirectory directory) {
    ByteBuffer identification = ByteBuffer.allocate(EI_CLASS + 1);
    try (FileChannel executable = KernelFiles.open(directory.executableLink())) {
      return executable.read(identification) == identification.capacity()
          && identification.get(EI_CLASS) == ELFCLASS32;
    } catch (IOException unreadable) {
      return false; // each thread is asked again by its code segment
    }
  }

  /// {@return a field of the status of a thread; empty where it has ended}
  private static String status(int process, int thread, String field) {
    Path status = Path.of("/proc/" + process + "/task/" + thread + "/status");
    try {
      for (String line : KernelFiles.text(status).split("\n", -1)) {
        if (line.startsWith(field + ":")) {
          return line.substring(field.length() + 1).strip();
        }
      }
      return "";
    } catch (IOException ended) {
      return "";
    }
  }

  static ProcessAccessException refused(int process, String why) {
    return new ProcessAccessException(
        "no call is made in process %d: %s; use --pause=normal".formatted(process, why));
  }
}
