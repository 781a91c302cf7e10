package dev.fathom.runtime.perl.reference;

import dev.fathom.model.object.RootKind;
import dev.fathom.runtime.ReferenceSink;
import dev.fathom.runtime.perl.arena.PerlInterpreter;
import dev.fathom.runtime.perl.layout.PerlLayout;
import dev.fathom.runtime.perl.value.Sv;
import dev.fathom.runtime.perl.words.PerlSyntax;
import java.util.List;

/// From where values are reached: the symbol tables, the main program, the other variables of the
/// interpreters and their stacks; and C memory that nobody describes.
///
/// Of a stack only what is in use counts: what stands above may be gone.
public final class Roots {
  private static final int MOST_STACKS = 1 << 16;

  /// A variable of 32 bits shares its word with the next.
  private static final long LOW_HALF = 0xffff_ffffL;

  private final PerlImage image;
  private final PerlLayout layout;
  private final ReferenceSink sink;

  public Roots(PerlImage image, PerlLayout layout, ReferenceSink sink) {
    this.image = image;
    this.layout = layout;
    this.sink = sink;
  }

  /// {@return what the names of an interpreter's variables begin with}
  static String whose(int interpreter) {
    return interpreter == 0 ? "" : PerlSyntax.INTERPRETER + interpreter + " ";
  }

  /// Tells those of one interpreter.
  ///
  /// @param number of the interpreter, from 0
  public void interpreter(PerlInterpreter interpreter, int number) {
    String thread = whose(number);
    sink.root(
        interpreter.identity(),
        RootKind.MODULE,
        number == 0 ? "the interpreter" : "interpreter " + number);
    for (PerlInterpreter.Variable variable : interpreter.values()) {
      switch (variable.name()) {
        case "defstash" -> sink.root(variable.value(), RootKind.MODULE, thread + "%main::");
        case "main_cv" -> sink.root(variable.value(), RootKind.MODULE, thread + "main program");
        default -> {}
      }
    }
    for (PerlInterpreter.Variable variable : interpreter.values()) {
      String path = thread + "PL_" + variable.name();
      switch (variable.name()) {
        case "sv_root" -> {} // values that are free
        case "tmps_stack" -> words(variable.value(), interpreter.value("tmps_ix") + 1, path);
        case "savestack" ->
            words(variable.value(), interpreter.value("savestack_ix") & LOW_HALF, path);
        case "curstackinfo" -> contexts(variable.value(), path);
        default -> sink.root(variable.value(), RootKind.FUNCTION, path);
      }
    }
  }

  private void words(long stack, long count, String path) {
    for (long i = 0; i < count && image.mayLook(stack + i * Long.BYTES); i++) {
      sink.root(image.u64(stack + i * Long.BYTES), RootKind.FUNCTION, path);
    }
  }

  /// The frames of running subs, of each stack: the current one, and those below it.
  private void contexts(long current, String path) {
    contexts(current, "si_prev", path);
    // Stacks that were left are kept for the next time.
    contexts(current, "si_next", path);
  }

  private void contexts(long first, String next, String path) {
    long frameBytes = layout.size("context");
    long info = first;
    for (int count = 0; info != 0 && count < MOST_STACKS && image.holds(info); count++) {
      sink.root(image.u64(info + layout.offset("stackinfo", "si_stack")), RootKind.FUNCTION, path);
      long frames = image.u64(info + layout.offset("stackinfo", "si_cxstack"));
      long used = image.u32(info + layout.offset("stackinfo", "si_cxix")) + 1L;
      words(frames, Math.max(0, used) * frameBytes / Long.BYTES, path);
      info = image.u64(info + layout.offset("stackinfo", next));
    }
  }

  /// Values that static variables of C code refer to.
  public void statics(List<StaticReference> references) {
    for (StaticReference reference : references) {
      sink.root(reference.value(), RootKind.FUNCTION, "C variable of " + reference.module());
    }
  }

  /// Values that chunks refer to which nobody owns.
  public void unclaimed() {
    for (int chunk = 0; chunk < image.chunks(); chunk++) {
      long start = image.chunkStart(chunk);
      if (!sink.owned(start)) {
        for (long at = start; at < image.chunkEnd(chunk) && image.mayLook(at); at += Long.BYTES) {
          long word = image.u64(at);
          if (Sv.type(image.arenas().flagsAt(word)) != Sv.FREE) {
            sink.root(word, RootKind.FUNCTION, "unclaimed C memory");
          }
        }
      }
    }
  }
}
