package dev.fathom.os;

import dev.fathom.host.Libc;
import dev.fathom.model.ProcessAccessException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// `/proc/PID/mem`, open for reading.
///
/// It reads whatever it is asked for, and that is dangerous: reading a page that is not present
/// changes the target. Only ranges that a [PageScan] reported may be asked for.
public final class ProcessMemory implements AutoCloseable {
  private static final long BEHIND_ALL = (1L << 47) - 4096;

  private final int descriptor;

  private ProcessMemory(int descriptor) {
    this.descriptor = descriptor;
  }

  public static ProcessMemory open(int process) throws ProcessAccessException {
    int descriptor = Libc.open("/proc/" + process + "/mem");
    if (descriptor < 0) {
      throw Permission.refused(process, "/proc/" + process + "/mem", -descriptor);
    }
    return new ProcessMemory(descriptor);
  }

  /// Reads `bytes` at `address` into the start of `into` and returns how many came: fewer, or 0,
  /// where the range ends in something that cannot be read or the process is gone.
  public long read(long address, MemorySegment into, long bytes) {
    long done = 0;
    while (done < bytes) {
      long got = Libc.pread(descriptor, into.asSlice(done), bytes - done, address + done);
      if (got <= 0) {
        break;
      }
      done += got;
    }
    return done;
  }

  /// {@return whether the address space that was opened is gone: the process has ended, or runs
  /// another program since} The address is behind the last that a process can have
  /// (`TASK_SIZE_MAX`): the kernel fails to read it where there is an address space, and reads
  /// nothing where there is none.
  public boolean isGone() {
    try (Arena arena = Arena.ofConfined()) {
      return Libc.pread(descriptor, arena.allocate(1), 1, BEHIND_ALL) == 0;
    }
  }

  @Override
  public void close() {
    Libc.close(descriptor);
  }
}
