package dev.fathom.export.picture;

import java.util.Arrays;
import java.util.List;

/// The colour of an account, as on the page (`web/src/colours.ts`). Free memory is hatched, and
/// what is unknown dotted, so that nothing is told by colour alone.
enum Paint {
  OBJECTS("objects", "#3f7fd0", Mark.PLAIN),
  BUFFERS("buffers", "#6fb1e8", Mark.PLAIN),
  LIVE("malloc.live", "#2f9e77", Mark.PLAIN),
  CHUNKS_FREE("malloc.free", "#e39a3b", Mark.HATCHED),
  CHUNKS_OVERHEAD("malloc.overhead", "#b39b64", Mark.PLAIN),
  FREE("free", "#e9bf74", Mark.HATCHED),
  OVERHEAD("overhead", "#94a3b8", Mark.PLAIN),
  BINARIES("binaries", "#8f6fd1", Mark.PLAIN),
  STACKS("stacks", "#c9639f", Mark.PLAIN),
  FILES("files", "#6c9a9c", Mark.PLAIN),
  SHARED("shared", "#c7ab1f", Mark.PLAIN),
  MAPPED("mapped", "#7d9c3a", Mark.PLAIN),
  LAZY_FREE("lazyfree", "#cdb07f", Mark.HATCHED),
  KERNEL("kernel", "#808a94", Mark.PLAIN),
  UNREAD("unread", "#a8786a", Mark.DOTTED),
  UNEXPLAINED("unexplained", "#d4574e", Mark.DOTTED),
  SWAPPED("", "#d07a3f", Mark.PLAIN),
  OTHER("", "#8b95a1", Mark.PLAIN),
  /// Of what has several accounts.
  SEVERAL("", "#eef1f4", Mark.PLAIN);

  /// What lies over the colour.
  private enum Mark {
    PLAIN(""),
    HATCHED(SvgDrawing.HATCHED),
    DOTTED(SvgDrawing.DOTTED);

    private final String fill;

    Mark(String fill) {
      this.fill = fill;
    }
  }

  private final String account;
  private final String fill;
  private final Mark mark;

  Paint(String account, String fill, Mark mark) {
    this.account = account;
    this.fill = fill;
    this.mark = mark;
  }

  /// {@return that of an account}
  ///
  /// @param id of one of all, or of a runtime's own: `python.objects`
  static Paint of(String id) {
    return Arrays.stream(values())
        .filter(paint -> !paint.account.isEmpty())
        .filter(paint -> id.equals(paint.account) || id.endsWith("." + paint.account))
        .findFirst()
        .orElse(OTHER);
  }

  /// {@return that of the account that one is a part of: `python.objects.pools`}
  static Paint ofPart(String id) {
    Paint paint = of(id);
    int dot = id.lastIndexOf('.');
    return paint == OTHER && dot > 0 ? ofPart(id.substring(0, dot)) : paint;
  }

  /// {@return what a box is filled with, one over the other}
  List<String> fills() {
    return mark == Mark.PLAIN ? List.of(fill) : List.of(fill, mark.fill);
  }
}
