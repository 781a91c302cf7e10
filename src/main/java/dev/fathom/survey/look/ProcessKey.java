package dev.fathom.survey.look;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.fathom.host.KernelFiles;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.os.PageScan;
import dev.fathom.os.ProcessDirectory;
import dev.fathom.os.ProcessMemory;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/// What tells a process from every other one that has, or had, its id, and from itself before it
/// began another program: the boot, the namespace of ids, when it began, its executable, and what
/// the kernel made up at random when the program began.
public final class ProcessKey {
  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
  private static final Path NAMESPACE = Path.of("/proc/self/ns/pid");

  // include/uapi/linux/auxvec.h: where 16 random bytes stand, for the C library
  private static final long AT_RANDOM = 25;
  private static final int RANDOM_BYTES = 16;
  private static final long PAGE_BYTES = 4096;

  private static final int SHOWN_BYTES = 16;

  private ProcessKey() {}

  /// {@return its key: letters, digits and hyphens, and it tells nothing of what it was made from;
  /// empty where it is not known for certain} The process is not held.
  ///
  /// @throws ProcessAccessException if there is no such process, or it may not be looked at
  public static Optional<String> of(int process) throws ProcessAccessException {
    ProcessDirectory directory = ProcessDirectory.of(process).throughLivingThread();
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] vector = directory.auxiliaryVector();
      Optional<byte[]> random = random(directory.shownAs(), vector);
      if (random.isEmpty()) {
        return Optional.empty();
      }
      digest.update(KernelFiles.bytes(BOOT));
      digest.update(text(KernelFiles.link(NAMESPACE)));
      digest.update(text(Long.toString(directory.stat().startTicks())));
      digest.update(text(directory.executable()));
      digest.update(text(Long.toString(KernelFiles.inode(directory.executableLink()))));
      digest.update(vector);
      digest.update(random.get());
      return Optional.of(process + "-" + HexFormat.of().formatHex(digest.digest(), 0, SHOWN_BYTES));
    } catch (IOException hidden) {
      if (hidden instanceof ProcessAccessException told) {
        throw told;
      }
      return Optional.empty();
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible); // every Java has it
    }
  }

  /// Whether there is a process of that number, whoever's it is, that has not ended.
  public static boolean isThere(int process) {
    try {
      return ProcessDirectory.of(process).stat().hasMemory();
    } catch (ProcessAccessException gone) {
      return false;
    }
  }

  private static byte[] text(String text) {
    return (text + "\0").getBytes(StandardCharsets.ISO_8859_1);
  }

  /// What stands where the vector says; nothing where the page is not there, which reading would
  /// change.
  private static Optional<byte[]> random(int process, byte[] vector) throws ProcessAccessException {
    ByteBuffer words = ByteBuffer.wrap(vector).order(LITTLE_ENDIAN);
    while (words.remaining() >= 2 * Long.BYTES) {
      long type = words.getLong();
      long address = words.getLong();
      if (type == AT_RANDOM && address > 0) {
        return read(process, address);
      }
    }
    return Optional.empty();
  }

  private static Optional<byte[]> read(int process, long address) throws ProcessAccessException {
    long start = address & -PAGE_BYTES;
    long end = (address + RANDOM_BYTES + PAGE_BYTES - 1) & -PAGE_BYTES;
    try (ProcessMemory memory = ProcessMemory.open(process);
        PageScan pages = PageScan.open(process);
        Arena arena = Arena.ofConfined()) {
      long[] there = {0};
      boolean told =
          pages.scan(
              start,
              end,
              (from, until, state) -> {
                if ((state & PageRuns.PRESENT) != 0) {
                  there[0] += until - from;
                }
              });
      MemorySegment into = arena.allocate(RANDOM_BYTES);
      return told
              && there[0] == end - start
              && memory.read(address, into, RANDOM_BYTES) == RANDOM_BYTES
          ? Optional.of(into.toArray(ValueLayout.JAVA_BYTE))
          : Optional.empty();
    }
  }
}
