package dev.fathom.target;

import dev.fathom.elf.ElfIdentity;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.os.ProcessDirectory;
import java.io.IOException;
import java.util.List;

/// Whether a process can be looked at at all; if not, says why in one line.
final class Admission {
  private static final String ARCHITECTURE = "x86-64";

  private Admission() {}

  static ProcessDirectory check(int process) throws ProcessAccessException {
    ProcessDirectory directory = ProcessDirectory.of(process);
    if (!directory.exists()) {
      throw new ProcessAccessException("no process " + process + " here" + namesake(process));
    }
    directory = directory.throughLivingThread();
    char state = directory.state();
    if (state == 'Z' || state == 'X') {
      throw new ProcessAccessException(
          "process "
              + process
              + " is a zombie: it has ended and its memory is gone; only its parent, process "
              + directory.status("PPid")
              + ", can clear it away");
    }
    if (directory.status("VmSize").isEmpty()) {
      throw new ProcessAccessException(
          "process "
              + process
              + " ("
              + directory.name()
              + ") is a kernel thread: it has no memory of its own");
    }
    checkArchitecture(directory);
    return directory;
  }

  private static void checkArchitecture(ProcessDirectory directory) throws ProcessAccessException {
    ElfIdentity identity;
    try {
      identity = ElfIdentity.read(directory.executableLink());
    } catch (IOException unreadable) {
      return; // not permitted most likely; opening its memory says which gate is shut
    }
    if (!identity.isReadable() || !identity.machineName().equals(ARCHITECTURE)) {
      throw new ProcessAccessException(
          "process "
              + directory.process()
              + " runs a "
              + identity.wordBits()
              + "-bit "
              + identity.machineName()
              + " program; Fathom reads 64-bit "
              + ARCHITECTURE
              + " ones only");
    }
  }

  /// A hint for somebody who took the number from inside a container.
  private static String namesake(int process) {
    List<Integer> outside =
        ProcessDirectory.all().stream().filter(candidate -> isCalled(candidate, process)).toList();
    if (outside.isEmpty()) {
      return "; `ps -e` lists those that exist";
    }
    return "; inside a container that number is process "
        + outside.getFirst()
        + " here: fathom "
        + outside.getFirst();
  }

  /// Whether a process has this number in the innermost PID namespace that it is in.
  private static boolean isCalled(int candidate, int inside) {
    try {
      String[] ids = ProcessDirectory.of(candidate).status("NSpid").split("\\s+", -1);
      return ids.length > 1 && ids[ids.length - 1].equals(Integer.toString(inside));
    } catch (ProcessAccessException ended) {
      return false; // it went while we looked: not the one
    }
  }
}
