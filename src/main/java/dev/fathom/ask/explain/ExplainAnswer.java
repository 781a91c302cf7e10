package dev.fathom.ask.explain;

import dev.fathom.analysis.graph.ReachedMemory;
import dev.fathom.analysis.owners.Explanation;
import dev.fathom.model.Findings;
import dev.fathom.model.object.Detail;
import dev.fathom.model.object.ToolSum;
import java.util.List;
import java.util.Optional;

/// What it is made of.
///
/// @param typical whether it stands for a type that was asked about
/// @param details what the runtime's own tools would say of it
/// @param held what its bytes are
/// @param reach what it leads to
public record ExplainAnswer(
    Findings findings,
    Explanation explanation,
    boolean typical,
    List<Detail> details,
    Held held,
    Reach reach) {
  /// What an object leads to, itself included.
  ///
  /// @param tool what the runtime's own tool says of the sizes of all that; empty where it was not
  ///   asked, or has nothing to say
  public record Reach(ReachedMemory.Sum sum, Optional<ToolSum> tool) {}

  /// Bytes of an object.
  ///
  /// @param offset of the first from the object's own address
  /// @param bytes none where nobody asked, or nothing could be read
  @SuppressWarnings("ArrayRecordComponent") // made for one answer, and never compared
  public record Held(long offset, byte[] bytes) {}
}
