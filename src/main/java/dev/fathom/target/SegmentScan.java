package dev.fathom.target;

import dev.fathom.model.Identity;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.memory.Mapping;
import dev.fathom.model.memory.SharedSegment;
import dev.fathom.os.MapsEntry;
import dev.fathom.os.ProcessDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds who else maps a piece of shared memory.
///
/// **Cost**: that of reading `maps` of every process that one may look at, some 0.1 ms each;
/// nothing where nobody else maps it.
final class SegmentScan {
  private static final int MOST_NAMED = 3;

  /// What the kernel calls a segment of System V, whose inode is its number (`ipc/shm.c`, newseg).
  private static final String SYSTEM_V = "/SYSV";

  private static final int MOST_PROCESSES = 1 << 14;

  private SegmentScan() {}

  /// {@return the other processes that have it}
  ///
  /// @param process whose mapping it is
  static SharedSegment of(int process, Mapping segment) {
    String namespace = ProcessDirectory.of(process).segmentNamespace();
    List<SharedSegment.Sharer> first = new ArrayList<>();
    int others = 0;
    for (int other : ProcessDirectory.all().stream().sorted().limit(MOST_PROCESSES).toList()) {
      Optional<String> name =
          other == process ? Optional.empty() : nameIfItMaps(segment, namespace, other);
      others += name.isPresent() ? 1 : 0;
      if (name.isPresent() && first.size() < MOST_NAMED) {
        first.add(new SharedSegment.Sharer(other, name.get()));
      }
    }
    return new SharedSegment(segment.start(), first, others);
  }

  /// {@return the program of a process that maps it; empty also where nobody can say, as it has
  /// ended or is somebody else's}
  private static Optional<String> nameIfItMaps(Mapping segment, String namespace, int process) {
    try {
      ProcessDirectory directory = ProcessDirectory.of(process);
      return directory.maps().stream().anyMatch(entry -> isOf(segment, entry))
              && (!segment.name().startsWith(SYSTEM_V)
                  || directory.segmentNamespace().equals(namespace))
          ? Optional.of(nameOf(directory))
          : Optional.empty();
    } catch (ProcessAccessException refused) {
      return Optional.empty();
    }
  }

  private static String nameOf(ProcessDirectory directory) throws ProcessAccessException {
    return new Identity(
            Identity.Kind.LIVE,
            directory.process(),
            directory.executable(),
            directory.commandLine(),
            false)
        .program()
        .name();
  }

  private static boolean isOf(Mapping segment, MapsEntry entry) {
    return entry.inode() == segment.inode()
        && entry.device().equals(segment.device())
        && entry.name().startsWith(SYSTEM_V) == segment.name().startsWith(SYSTEM_V);
  }
}
