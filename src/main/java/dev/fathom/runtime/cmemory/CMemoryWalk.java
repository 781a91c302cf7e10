package dev.fathom.runtime.cmemory;

import dev.fathom.model.memory.Area;
import dev.fathom.runtime.ChunkWords;
import dev.fathom.runtime.Runtime;
import dev.fathom.runtime.RuntimeSink;
import dev.fathom.target.Window;

/// Notes the chunks of a stretch of memory, and which words in them look like addresses.
///
/// **Cost**: some 1 ns for each word of live memory, and 100 ns for each that looks like an
/// address.
final class CMemoryWalk implements Runtime.Walk {
  private final CChunks all;
  private final ClassNames classes;
  private final ChunkWords words;
  private final RuntimeSink sink;

  CMemoryWalk(CChunks all, ClassNames classes, ChunkWords words, RuntimeSink sink) {
    this.all = all;
    this.classes = classes;
    this.words = words;
    this.sink = sink;
  }

  @Override
  public boolean chunk(long payload, long payloadEnd, Window window) {
    int type =
        payloadEnd - payload < Long.BYTES ? CChunks.CHUNK : classes.classOf(window.u64(payload));
    sink.object(payload, type, payloadEnd - payload);
    words.chunk(payload, payloadEnd, window, true);
    return true;
  }

  @Override
  public void staticData(Area area, long limit, Window window) {
    // Its words are noted by whoever sweeps: they hold objects from outside.
  }

  @Override
  public void join() {
    all.join(words);
  }
}
