package dev.fathom.runtime.perl;

import dev.fathom.model.watch.CallStack;
import dev.fathom.runtime.CallStacks;
import dev.fathom.runtime.perl.arena.PerlBinary;
import dev.fathom.runtime.perl.arena.PerlInterpreter;
import dev.fathom.runtime.perl.layout.PerlLayout;
import dev.fathom.runtime.perl.value.Code;
import dev.fathom.runtime.perl.value.Hashes;
import dev.fathom.runtime.perl.value.Keys;
import dev.fathom.runtime.perl.value.PerlOffsets;
import dev.fathom.runtime.perl.value.Sv;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The stacks of perl's interpreters: the statement that runs (`PL_curcop`), and of each sub that
/// has not returned the statement that called it (`PERL_CONTEXT` in cop.h).
///
/// Perl has no lock and tells no thread: of one interpreter it is known who it is, of several not.
final class PerlStacks implements CallStacks {
  private static final int MOST_STACKS = 64;
  private static final int LONGEST_FILE_NAME = 4096;

  // struct block in struct context (cop.h; the same from 5.24 to 5.42)
  private static final long CALLING_STATEMENT = 16; // blku_oldcop
  private static final long OF_SUB = 48; // blku_u: retop, prevcomppad, cv
  private static final int TYPE_MASK = 0xf;
  private static final int SUB = 9; // CXt_SUB

  /// From 5.32 on a number of the sub below (`old_cxsubix`) stands before `prevcomppad`.
  private static final long LONG_STACK_INFO = 56;

  private static final long CONTEXT_BYTES = 104;

  private final PerlBinary binary;
  private final Set<Long> inVariables;
  private final PerlLayout layout;
  private final PerlOffsets offsets;
  private final Keys keys;
  private final long subAt;
  private final long contextBytes;

  PerlStacks(PerlBinary binary, Set<Long> inVariables) {
    this.binary = binary;
    this.inVariables = inVariables;
    layout = binary.layout();
    offsets = new PerlOffsets(layout);
    keys = new Keys(offsets);
    boolean numbered = layout.size("stackinfo") >= LONG_STACK_INFO;
    subAt = OF_SUB + (numbered ? 3L : 2L) * Long.BYTES;
    contextBytes = numbered ? CONTEXT_BYTES : CONTEXT_BYTES - Long.BYTES;
  }

  @Override
  public List<CallStack> read(Words words) {
    if (!binary.threaded()) {
      long statement = binary.module().address("PL_curcop").orElse(0);
      long stacks = binary.module().address("PL_curstackinfo").orElse(0);
      return statement == 0 || stacks == 0
          ? List.of()
          : List.of(stack(words.u64(statement), words.u64(stacks), words));
    }
    Set<Long> interpreters = new LinkedHashSet<>();
    interpreters.add(binary.mainInterpreter(words));
    interpreters.addAll(inVariables);
    List<CallStack> stacks = new ArrayList<>();
    for (long interpreter : interpreters) {
      if (interpreter != 0 && PerlInterpreter.isInterpreter(interpreter, layout, words)) {
        stacks.add(
            stack(
                words.u64(interpreter + statementOffset()),
                words.u64(interpreter + layout.offset("interp", "curstackinfo")),
                words));
      }
    }
    return stacks;
  }

  /// `PL_curcop` stands right before `PL_curstack` (intrpvar.h) where the layout does not have it.
  private long statementOffset() {
    return layout.has("interp", "curcop")
        ? layout.offset("interp", "curcop")
        : layout.offset("interp", "curstack") - Long.BYTES;
  }

  private CallStack stack(long running, long newest, Words words) {
    List<CallStack.Frame> frames = new ArrayList<>();
    long statement = running;
    long info = newest;
    for (int stacks = 0; info != 0 && stacks < MOST_STACKS; stacks++) {
      long contexts = words.u64(info + layout.offset("stackinfo", "si_cxstack"));
      int used = words.u32(info + layout.offset("stackinfo", "si_cxix"));
      int most = words.u32(info + layout.offset("stackinfo", "si_cxmax"));
      if (used > most) {
        return told(CallStack.State.TORN, frames);
      }
      for (int number = used; number >= 0; number--) {
        long context = contexts + number * contextBytes;
        long sub = words.u64(context + subAt);
        if ((words.u8(context) & TYPE_MASK) == SUB
            && Sv.type(words.u32(sub + Sv.FLAGS)) == Sv.PVCV) {
          CallStack.Frame frame = frame(name(sub, words), statement, words);
          if (frame == null) {
            return told(CallStack.State.TORN, frames);
          }
          frames.add(frame);
          if (frames.size() == CallStack.MOST_FRAMES) {
            return told(CallStack.State.CUT, frames);
          }
          statement = words.u64(context + CALLING_STATEMENT);
        }
      }
      info = words.u64(info + layout.offset("stackinfo", "si_prev"));
    }
    CallStack.Frame outermost = frame("main program", statement, words);
    if (outermost == null) {
      return told(CallStack.State.TORN, frames);
    }
    frames.add(outermost);
    return told(CallStack.State.WHOLE, frames);
  }

  private static CallStack told(CallStack.State state, List<CallStack.Frame> frames) {
    return new CallStack(0, false, state, frames);
  }

  private CallStack.@Nullable Frame frame(String function, long statement, Words words) {
    int line = words.u32(statement + offsets.statementLine);
    String file = file(words.u64(statement + offsets.statementFile), words);
    return statement == 0 || line <= 0 || file.isEmpty()
        ? null
        : new CallStack.Frame(function, file, line);
  }

  /// A text, or without threads a glob of that name behind `_<` (`CopFILE`).
  private String file(long address, Words words) {
    if (binary.threaded()) {
      @Nullable String text = address == 0 ? null : words.string(address, LONGEST_FILE_NAME);
      return text == null ? "" : text;
    }
    String name = keys.text(words.u64(words.u64(address) + offsets.globName), words::u64);
    return name.startsWith("_<") ? name.substring(2) : "";
  }

  private String name(long sub, Words words) {
    long any = words.u64(sub);
    long name = words.u64(any + offsets.codeName);
    int flags = words.u32(any + offsets.codeFlags);
    if ((flags & Code.NAMED) != 0) {
      return qualified(words.u64(any + offsets.codeStash), keys.text(name, words::u64), words);
    }
    if (!Sv.isGlob(words.u32(name + Sv.FLAGS))) {
      return "__ANON__"; // as caller() says of one without a glob
    }
    long glob = words.u64(name);
    return qualified(
        words.u64(glob + offsets.globStash),
        keys.text(words.u64(glob + offsets.globName), words::u64),
        words);
  }

  private String qualified(long stash, String name, Words words) {
    long any = words.u64(stash);
    long aux =
        new Hashes(offsets)
            .aux(
                words.u32(stash + Sv.FLAGS),
                any,
                words.u64(stash + Sv.PAYLOAD),
                words.u64(any + offsets.hashMax));
    long key = aux == 0 ? 0 : words.u64(aux + offsets.auxName);
    boolean several = aux != 0 && words.u32(aux + offsets.auxNameCount) != 0;
    String stashName = keys.text(several ? words.u64(key) : key, words::u64);
    return (stashName.isEmpty() ? "main" : stashName) + "::" + name;
  }
}
