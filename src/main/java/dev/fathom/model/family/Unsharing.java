package dev.fathom.model.family;

import java.util.List;
import java.util.Optional;

/// What broke the sharing between a worker and the process that it was forked from. Bytes are those
/// of whole pages: a page that several causes broke is divided among them by how many of its bytes
/// each changed, so that the parts add up to what is un-shared.
///
/// @param bytes un-shared
/// @param causes by cause, the largest first
/// @param types by type of the objects that were written to, the largest first; the first part of
///   their name is of the target's choosing
/// @param untyped bytes un-shared by writes to what belongs to no object
/// @param freezeKeeps bytes of pages that differ in nothing but GC headers: what `spared` would
///   have kept shared
/// @param spared how a program spares its pages that
///   ([dev.fathom.model.dialect.Dialect#sparesCollections]); empty where it cannot, and then
///   `freezeKeeps` is 0
/// @param collected whether a full collection ran in the worker: told from its traces
/// @param written objects that were written to: a sample, for asking who owns them
public record Unsharing(
    long bytes,
    List<CauseShare> causes,
    List<TypeShare> types,
    long untyped,
    long freezeKeeps,
    Optional<String> spared,
    boolean collected,
    List<Integer> written) {

  /// Nothing was compared.
  public static final Unsharing NONE =
      new Unsharing(0, List.of(), List.of(), 0, 0, Optional.empty(), false, List.of());

  /// The part of one cause.
  ///
  /// @param bytes its part of the un-shared pages
  /// @param changed bytes that differ because of it
  /// @param pages that nothing else broke
  public record CauseShare(Cause cause, long bytes, long changed, long pages) {}

  /// The part of one type.
  ///
  /// @param name qualified; of the target's choosing
  /// @param bytes its part of the un-shared pages
  /// @param pages that objects of it begin on, in the parent's runtime's own memory
  /// @param pagesUnshared how many of them are un-shared
  public record TypeShare(String name, long bytes, long pages, long pagesUnshared) {
    /// {@return the part of its pages that is still shared, 0 to 1}
    public double stillShared() {
      return pages == 0 ? 1 : 1 - (double) pagesUnshared / pages;
    }
  }
}
