package dev.fathom.ask.owners;

import dev.fathom.analysis.owners.Owners;
import dev.fathom.model.Findings;
import java.util.List;
import java.util.stream.Stream;

/// Who holds it.
///
/// @param owners of all objects
/// @param listed those that were asked for
/// @param rest what closes them where they are all that there are
public record OwnersAnswer(
    Findings findings, Owners owners, List<Owners.Owner> listed, List<Owners.Owner> rest) {
  /// {@return all rows, what closes them last}
  public List<Owners.Owner> all() {
    return Stream.concat(listed.stream(), rest.stream()).toList();
  }
}
