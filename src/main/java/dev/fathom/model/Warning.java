package dev.fathom.model;

/// Something the reader must know about the answer.
///
/// @param code for programs; does not change: `torn`, `missing`, `limits`, `not-held`, `recount`,
///   `unread`, `snapshot`, `last`, `kept`, `dying`
/// @param message for people; text from the target in it is not escaped yet
/// @param partial whether the answer is incomplete because of it
public record Warning(String code, String message, boolean partial) {
  /// The code of what is said before all else: most of what a runtime has was not understood.
  public static final String UNREAD = "unread";

  /// The code of a look at a process that ran on meanwhile.
  public static final String NOT_HELD = "not-held";

  /// The code of the last look at a process, which was asked again.
  public static final String LAST = "last";

  /// The code of a look that is kept to be asked again.
  public static final String KEPT = "kept";

  /// The code of memory that could not be read.
  public static final String MISSING = "missing";

  /// The code of a look at a process that waited to be dumped.
  public static final String DYING = "dying";
}
