package dev.fathom.os.written;

import dev.fathom.host.KernelFiles;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.os.MapsEntry;
import dev.fathom.os.PageScan;
import dev.fathom.os.ProcessDirectory;
import dev.fathom.os.ProcessMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Instructions of the target's own that a call can be made with. Nothing is written to its code.
///
/// Each C library has both in its text; it is looked for in the pages that are there, which costs
/// the target nothing, and then in the files behind the mappings.
///
/// @param call address of `syscall; ret`
/// @param signalReturn address of `mov $15, %rax; syscall`: what signal handlers return to
record TargetCode(long call, long signalReturn) {
  private static final byte[] CALL = {0x0f, 0x05, (byte) 0xc3};

  /// glibc's and musl's `__restore_rt`. 15 is rt_sigreturn.
  private static final byte[] SIGNAL_RETURN = {
    0x48, (byte) 0xc7, (byte) 0xc0, 15, 0, 0, 0, 0x0f, 0x05
  };

  private static final int BLOCK_BYTES = 1 << 20;

  /// No more text is searched than this.
  private static final long MOST_BYTES = 512L << 20;

  /// Looks for both.
  ///
  /// @throws ProcessAccessException if one of them is nowhere
  static TargetCode find(int process) throws ProcessAccessException {
    Search search = new Search();
    ProcessDirectory directory = ProcessDirectory.of(process).throughLivingThread();
    List<MapsEntry> text =
        directory.maps().stream()
            .filter(
                each -> each.permissions().startsWith("r-x") && !each.name().equals("[vsyscall]"))
            .toList();
    try (PageScan scan = PageScan.open(directory.shownAs());
        ProcessMemory memory = ProcessMemory.open(directory.shownAs())) {
      for (MapsEntry each : text) {
        scan.scan(
            each.start(),
            each.end(),
            (start, end, state) -> {
              if ((state & PageRuns.PRESENT) != 0) {
                search.read(memory, start, end);
              }
            });
      }
    }
    for (MapsEntry each : text) {
      Optional<Path> file = directory.inItsRoot(each.name());
      if (!search.isDone() && each.inode() != 0 && file.isPresent()) {
        search.read(file.get(), each);
      }
    }
    if (search.call == 0 || search.signalReturn == 0) {
      throw Injectable.refused(process, "no instructions were found in it to make one with");
    }
    return new TargetCode(search.call, search.signalReturn);
  }

  /// {@return whether it is still where it was found} A word at a time: there may be many mappings
  /// to list, and the process is held.
  boolean isIn(Tracee tracee) {
    return isAt(CALL, call, tracee) && isAt(SIGNAL_RETURN, signalReturn, tracee);
  }

  private static boolean isAt(byte[] code, long address, Tracee tracee) {
    for (int at = 0; at < code.length; at += Long.BYTES) {
      OptionalLong word = tracee.word(address + at);
      for (int i = at; i < Math.min(code.length, at + Long.BYTES); i++) {
        if (word.isEmpty() || (byte) (word.getAsLong() >>> (Byte.SIZE * (i - at))) != code[i]) {
          return false;
        }
      }
    }
    return true;
  }

  /// What has been found so far.
  private static final class Search {
    private final byte[] block = new byte[BLOCK_BYTES];
    private long left = MOST_BYTES;
    private long call;
    private long signalReturn;

    boolean isDone() {
      return (call != 0 && signalReturn != 0) || left <= 0;
    }

    void read(ProcessMemory memory, long start, long end) {
      long at = start;
      while (at < end && !isDone()) {
        int wanted = (int) Math.min(BLOCK_BYTES, end - at);
        int got = (int) memory.read(at, MemorySegment.ofArray(block), wanted);
        if (got <= 0) {
          return;
        }
        look(at, got);
        at += step(got, at + got < end);
      }
    }

    /// Reads what a mapping shows of a file, if it still is the file of that name.
    void read(Path file, MapsEntry from) {
      try {
        if (KernelFiles.inode(file) != from.inode()) {
          return;
        }
        try (SeekableByteChannel channel = KernelFiles.open(file)) {
          channel.position(from.offset());
          long at = from.start();
          while (at < from.end() && !isDone()) {
            int wanted = (int) Math.min(BLOCK_BYTES, from.end() - at);
            int got = channel.read(ByteBuffer.wrap(block, 0, wanted));
            if (got <= 0) {
              return;
            }
            look(at, got);
            at += step(got, at + got < from.end());
            channel.position(from.offset() + (at - from.start()));
          }
        }
      } catch (IOException unreadable) {
        // Deleted, replaced, or not ours to read: the others are looked through.
        return;
      }
    }

    /// What lies across the end of a block is looked at again.
    private static int step(int got, boolean isMore) {
      return isMore && got > SIGNAL_RETURN.length ? got - SIGNAL_RETURN.length : got;
    }

    private void look(long at, int bytes) {
      left -= bytes;
      if (call == 0) {
        int found = indexOf(CALL, bytes);
        if (found >= 0) {
          call = at + found;
        }
      }
      if (signalReturn == 0) {
        int found = indexOf(SIGNAL_RETURN, bytes);
        if (found >= 0) {
          signalReturn = at + found;
        }
      }
    }

    private int indexOf(byte[] code, int bytes) {
      for (int at = 0; at + code.length <= bytes; at++) {
        if (block[at] == code[0] && matches(code, at)) {
          return at;
        }
      }
      return -1;
    }

    private boolean matches(byte[] code, int at) {
      for (int i = 1; i < code.length; i++) {
        if (block[at + i] != code[i]) {
          return false;
        }
      }
      return true;
    }
  }
}
