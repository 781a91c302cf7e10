package dev.fathom.analysis.paths;

import dev.fathom.analysis.graph.OwnerPaths;
import dev.fathom.model.Findings;
import java.util.List;

/// A path to objects of one kind, as it is shown.
///
/// @param path the expression for the first of them; with `[*]` for places where several were met
/// @param count how many objects it leads to
/// @param steps the path to the first of them
public record ObjectPath(String path, long count, List<Step> steps) {
  /// A step on a path.
  ///
  /// @param name how it is spelled after the one before
  /// @param type of the object that it leads to
  /// @param address of that object
  public record Step(String name, String type, long address) {
    static Step of(Findings findings, OwnerPaths.Step step) {
      return new Step(
          step.name(),
          findings.types().get(findings.objects().type(step.object())).qualifiedName(),
          findings.objects().address(step.object()));
    }
  }

  /// {@return the path with `[*]` for all places and keys}
  static String shape(String path) {
    return path.replaceAll("\\[[^\\]]*\\]", "[*]").replaceAll("\\{[^}]*\\}", "{*}");
  }
}
