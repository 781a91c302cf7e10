package dev.fathom.os;

import dev.fathom.model.ProcessAccessException;
import java.util.Arrays;

/// The user ids, or the group ids, of a process: as this user namespace sees them.
///
/// @param real whose it is
/// @param effective whose rights it has
/// @param saved whose rights it can take again
record UserIds(int real, int effective, int saved) {
  static UserIds of(ProcessDirectory process) throws ProcessAccessException {
    return parse(process.status("Uid"));
  }

  static UserIds ofGroup(ProcessDirectory process) throws ProcessAccessException {
    return parse(process.status("Gid"));
  }

  /// The line of `status`: real, effective, saved, and that for files.
  private static UserIds parse(String line) {
    int[] ids = Arrays.stream(line.split("\\s+", -1)).mapToInt(Integer::parseUnsignedInt).toArray();
    return new UserIds(ids[0], ids[1], ids[2]);
  }

  /// Whether all three are this one.
  boolean areAll(int id) {
    return real == id && effective == id && saved == id;
  }
}
