package dev.fathom.malloc.glibc;

import dev.fathom.malloc.ChunkSink;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.target.Window;

/// Hears nothing: for a glance before a walk, whose own sink is told of everything.
final class DeafSink implements ChunkSink {
  @Override
  public void chunk(
      long start, long end, long payload, long payloadEnd, ChunkState state, Window window) {}

  @Override
  public void violation(String what, long address) {}
}
