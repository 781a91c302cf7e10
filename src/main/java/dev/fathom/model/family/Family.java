package dev.fathom.model.family;

import dev.fathom.model.Findings;
import dev.fathom.model.Warning;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Some processes that belong together, at one moment.
///
/// @param members the head first, then by their process ids
/// @param sharing who has what in common with whom, by the members' order
/// @param capacity what one more worker costs; empty where there is no worker
/// @param findings of members that others were compared with, by index; empty where nothing was to
///   be explained
/// @param duplicates what is there several times; empty where nobody asked
/// @param heldNanos for how long all of them were held
/// @param bytesRead of their memory
/// @param warnings what the reader must know
public record Family(
    List<Worker> members,
    SharingMatrix sharing,
    Optional<Capacity> capacity,
    Map<Integer, Findings> findings,
    Optional<Duplicates> duplicates,
    long heldNanos,
    long bytesRead,
    List<Warning> warnings) {

  /// {@return those that have somebody to share with}
  public List<Worker> workers() {
    return members.stream().filter(member -> member.kinship() != Worker.Kinship.HEAD).toList();
  }

  /// {@return whether something is missing in the answer}
  public boolean partial() {
    return warnings.stream().anyMatch(Warning::partial);
  }
}
