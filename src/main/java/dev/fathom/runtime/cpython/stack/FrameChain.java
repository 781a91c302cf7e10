package dev.fathom.runtime.cpython.stack;

import dev.fathom.model.watch.CallStack;
import dev.fathom.runtime.cpython.layout.Layout;
import dev.fathom.runtime.cpython.layout.StructLayout;
import dev.fathom.runtime.cpython.struct.Offsets;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The frames of a thread, from the innermost out. Up to 3.10 they are objects, from 3.11 on
/// structures of their own (`_PyInterpreterFrame`).
final class FrameChain {
  /// `_PyStackRef` of 3.14 has tags in its low bits.
  private static final long TAG_MASK = ~3L;

  /// FRAME_OWNED_BY_CSTACK or _INTERPRETER (Include/internal/pycore_frame.h, 3.12 and later):
  /// stands for a call from C, and runs no code of the program.
  private static final int OWNED_BY_C = 3;

  private static final int BYTES_OF_INSTRUCTION = 2;

  private final CodeReader reader;
  private final long code;
  private final long previous;
  private final long instruction;

  /// What [#instruction] is: an address; else a number of instructions or bytes.
  private final boolean addresses;

  private final int bytesOfNumber;

  /// Who owns a frame; -1 where that is not told.
  private final long owner;

  /// What was read of a stack.
  record Read(CallStack.State state, List<CallStack.Frame> frames) {}

  FrameChain(Layout layout, Offsets offsets, CodeReader reader) {
    this.reader = reader;
    Optional<StructLayout> own = layout.find("_PyInterpreterFrame");
    StructLayout frame = own.orElseGet(() -> layout.struct("PyFrameObject"));
    addresses = own.isPresent();
    code = frame.offset(frame.has("f_executable") ? "f_executable" : "f_code");
    previous = frame.offset(addresses ? "previous" : "f_back");
    String at = !addresses ? "f_lasti" : frame.has("instr_ptr") ? "instr_ptr" : "prev_instr";
    instruction = frame.offset(at);
    bytesOfNumber = offsets.version().before(3, 10) ? 1 : BYTES_OF_INSTRUCTION;
    owner =
        addresses && frame.has("owner") && !offsets.version().before(3, 12)
            ? frame.offset("owner")
            : -1;
  }

  Read read(long innermost, Words words) {
    List<CallStack.Frame> frames = new ArrayList<>();
    long at = innermost;
    for (int steps = 0; at != 0; steps++) {
      if (frames.size() == CallStack.MOST_FRAMES || steps > 2 * CallStack.MOST_FRAMES) {
        return new Read(CallStack.State.CUT, frames);
      }
      long running = words.u64(at + code) & TAG_MASK;
      boolean ofC = owner >= 0 && words.u8(at + owner) >= OWNED_BY_C;
      if (!ofC) {
        Optional<CallStack.Frame> frame =
            reader.isCode(running, words)
                ? reader.frame(running, instruction(at, running, words), words)
                : Optional.empty();
        if (frame.isEmpty()) {
          return new Read(CallStack.State.TORN, frames);
        }
        frames.add(frame.get());
      }
      at = words.u64(at + previous);
    }
    return new Read(words.met() ? CallStack.State.WHOLE : CallStack.State.TORN, frames);
  }

  private long instruction(long at, long running, Words words) {
    return addresses
        ? reader.instruction(running, words.u64(at + instruction))
        : (long) words.u32(at + instruction) * bytesOfNumber;
  }
}
