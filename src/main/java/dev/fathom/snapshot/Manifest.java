package dev.fathom.snapshot;

import dev.fathom.model.Cost;
import dev.fathom.model.Findings;
import dev.fathom.model.Identity;
import dev.fathom.model.UnreadRuntime;
import dev.fathom.model.Warning;
import dev.fathom.model.memory.HugePages;
import dev.fathom.model.memory.KernelCounts;
import dev.fathom.model.memory.SharedSegment;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a snapshot says about itself and the target, apart from its tables.
///
/// @param version of the format
/// @param taken when the target was looked at
/// @param values whether the contents of strings are in it
/// @param identity who the target was
/// @param runtimes found in it
/// @param allocators found in it
/// @param unread runtimes found in it whose heaps were not read
/// @param cost of the look
/// @param kernel what the kernel counted
/// @param hugePages how many huge pages there were, and what was in them
/// @param sharedSegment who else had most of its shared memory
/// @param warnings what the reader must know
/// @param conclusions of which version those are that some of the tables hold; 0 for none
/// @param tables by name, in the order in which they stand in the file
record Manifest(
    int version,
    Instant taken,
    boolean values,
    Identity identity,
    List<Findings.RuntimeIdentity> runtimes,
    List<String> allocators,
    List<UnreadRuntime> unread,
    Cost cost,
    Optional<KernelCounts> kernel,
    HugePages hugePages,
    Optional<SharedSegment> sharedSegment,
    List<Warning> warnings,
    int conclusions,
    Map<String, Table> tables) {

  /// The format that this Fathom writes, and the newest that it reads. It changes when older
  /// versions could not make sense of a file; a column or table more does not change it.
  static final int VERSION = 1;

  /// Where a table is.
  ///
  /// @param rows of it
  /// @param offset of its first byte in the file
  /// @param bytes of it
  /// @param footerChecksum the CRC-32 of its metadata
  record Table(int rows, long offset, long bytes, int footerChecksum) {}
}
