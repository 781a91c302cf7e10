package dev.fathom.os.written;

import dev.fathom.host.Libc;
import dev.fathom.model.ProcessAccessException;

/// Tells which pages a process writes, from a moment on, while it runs.
///
/// What is told may be too much (a page that was only read for the first time, say), never too
/// little, but for what the processor does not write: a device that writes into pages which the
/// kernel had pinned for it before they were watched (io_uring's registered buffers, RDMA, a read
/// with O_DIRECT that is under way) is not seen.
///
/// Of a page that is not there any more, because the target gave it back or unmapped it, nothing is
/// told: that is found by looking at which pages are present.
///
/// For one thread at a time. Closing it, or the end of Fathom however it ends, ends the tracking.
public sealed interface WriteTracking extends AutoCloseable permits SoftDirty, WriteProtection {
  /// Begins, by the kernel's soft-dirty bits if it has them, else by userfaultfd.
  ///
  /// @param injecting whether the user allows the calls that are made in the target for userfaultfd
  /// @throws ProcessAccessException if neither can be had: for want of which kernel, configuration,
  ///   permission or consent
  static WriteTracking begin(int process, boolean injecting) throws ProcessAccessException {
    if (!Libc.isX86()) {
      throw new ProcessAccessException(
          "written pages are tracked on x86-64 only; use --pause=normal");
    }
    if (SoftDirty.isKnown()) {
      return SoftDirty.begin(process);
    }
    if (!injecting) {
      throw new ProcessAccessException(
          "the kernel has no soft-dirty bits (CONFIG_MEM_SOFT_DIRTY); --pause=short,inject allows the system calls that it"
              + " needs in the process instead");
    }
    return WriteProtection.begin(process);
  }

  /// {@return how: `soft-dirty` or `userfaultfd`}
  String method();

  /// Watches a private writable mapping from now on, as a whole: what is written after this returns
  /// will be told. Of a range that is watched already what was written and not told yet stays so.
  ///
  /// @return false where the kernel refuses: then nothing will be told of it, and whoever asks must
  ///   take it for written
  boolean watch(long start, long end);

  /// Tells which pages of the ranges watched were written since the last call, or since they were
  /// watched if that was later: whole pages, ascending, neighbours together even where they are of
  /// different mappings. By soft-dirty bits it is what was written since the beginning, each time:
  /// they cannot be read and cleared in one step, and what is written between would be lost.
  ///
  /// May be called while the target runs and while it is held.
  ///
  /// **Cost**: 3 ms a GiB resident that was not written; no object a page.
  ///
  /// @throws ProcessAccessException if the process has ended or runs another program since
  void written(RangeSink into) throws ProcessAccessException;

  /// {@return nanoseconds for which the target was held so that tracking could begin; part of its
  /// pause}
  long heldNanos();

  @Override
  void close();
}
