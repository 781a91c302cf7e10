package dev.fathom.analysis.leaks;

import dev.fathom.analysis.graph.GraphAnalysis;
import dev.fathom.model.Findings;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// What no root reaches: objects that their program cannot get at any more, nearly always because
/// they refer to one another in a ring; or objects that something holds that Fathom does not see.
///
/// @param leaks alike ones counted together; those that are certain first, of these those with the
///   most bytes
/// @param leaked how many objects no root reaches
/// @param objects how many objects there are
/// @param bytes what all of these take
/// @param silent types of which no instance was found to refer to anything, although they could;
///   those with the most instances first
public record Leaks(List<Leak> leaks, long leaked, long objects, long bytes, List<Silent> silent) {
  /// What speaks for it that nothing holds an object.
  public enum Evidence {
    /// Its runtime counts the references to it, and each comes from other such objects.
    CERTAIN("certain"),
    /// Its runtime counts more references than were found: something holds it that Fathom does not
    /// see, or somebody forgot to give a reference back.
    DOUBTFUL("doubtful"),
    /// Nobody counts references to it.
    UNCOUNTED("uncounted"),
    /// A variable leads there, but on each way from one stands an address of the middle of a chunk:
    /// some programs keep such, and any number may look like one.
    MIDDLE("middle");

    private final String id;

    Evidence(String id) {
      this.id = id;
    }

    /// {@return the evidence of this name; doubtful, where none is called so}
    public static Evidence of(String id) {
      return Arrays.stream(values())
          .filter(evidence -> evidence.id.equals(id))
          .findFirst()
          .orElse(DOUBTFUL);
    }

    /// {@return its name in JSON and in files; it does not change}
    public String id() {
      return id;
    }
  }

  /// Leaks of one shape.
  ///
  /// @param shape the type of the object at the head of it, and of a ring the path back to it
  /// @param ring whether it is a ring
  /// @param evidence what speaks for it
  /// @param count how many there are
  /// @param objects how many objects they have together, with what only they refer to
  /// @param bytes what these take
  /// @param example address of one
  public record Leak(
      String shape,
      boolean ring,
      Evidence evidence,
      long count,
      long objects,
      long bytes,
      long example) {
    Leak and(Leak other) {
      return new Leak(
          shape,
          ring,
          evidence,
          count + other.count,
          objects + other.objects,
          bytes + other.bytes,
          example);
    }
  }

  /// A type that refers to nothing.
  ///
  /// @param type its qualified name, of the target's choosing
  /// @param instances how many there are
  public record Silent(String type, long instances) {}

  /// {@return whether it cannot be said what is lost: a heap that was not read may hold anything}
  public static boolean withheld(Findings findings) {
    return !findings.hiding().isEmpty();
  }

  /// Looks for leaks; finds none where they are [#withheld]. **Cost**: some 100 ns an object that
  /// is reached, 200 one that is not. **Memory**: 40 bytes an object.
  public static Leaks of(GraphAnalysis graph) {
    return LeakSearch.of(graph);
  }

  /// {@return the leaks that are called lost}
  public List<Leak> lost() {
    return leaks.stream()
        .filter(
            leak -> leak.evidence() == Evidence.CERTAIN || leak.evidence() == Evidence.UNCOUNTED)
        .toList();
  }

  /// {@return the objects that are lost for certain, or as far as can be told where nobody counts
  /// references; none where leaks are [#withheld]} **Cost**: that of [#of(GraphAnalysis)].
  public static BitSet lostObjects(GraphAnalysis graph) {
    return withheld(graph.findings()) ? new BitSet() : LeakSearch.lost(graph);
  }

  /// {@return the leaks of which something speaks so}
  public List<Leak> of(Evidence evidence) {
    return leaks.stream().filter(leak -> leak.evidence() == evidence).toList();
  }
}
