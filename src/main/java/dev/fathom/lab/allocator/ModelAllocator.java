package dev.fathom.lab.allocator;

import dev.fathom.lab.process.ModelProcess;
import java.util.List;

/// An allocator on the memory of a model process.
public sealed interface ModelAllocator permits BoundaryTagMalloc, Pymalloc, BlockHeap, SvArenas {
  /// The process whose memory it hands out.
  ModelProcess process();

  /// {@return the address of as many bytes, or more}
  ///
  /// @throws dev.fathom.lab.machine.MachineException where memory is at its end
  long allocate(long bytes);

  /// Takes back what was handed out.
  void free(long address);

  /// {@return where the same content has room for as many bytes}
  long reallocate(long address, long bytes);

  /// {@return all that a block takes: headers and rounding included} They may be in several places.
  List<Piece> pieces(long address);

  /// {@return what it needs for itself, in no order}
  List<Piece> bookkeeping();
}
