package dev.fathom.target.core;

import dev.fathom.target.ChannelReads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;

/// The bytes of a core as they lie in a file. They are read, never mapped: reading a mapped file
/// that somebody cuts short ends in a fault.
final class PlainBytes implements CoreBytes {
  private final FileChannel channel;
  private final long size;

  PlainBytes(FileChannel channel) throws IOException {
    this.channel = channel;
    this.size = channel.size();
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public long read(long position, MemorySegment into) {
    long at = 0;
    try {
      while (at < into.byteSize()) {
        int got = ChannelReads.some(channel, position + at, into, at);
        if (got <= 0) {
          break;
        }
        at += got;
      }
    } catch (IOException unreadable) {
      return at; // what could not be read is counted as missing by whoever wanted it
    }
    return at;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException unclosable) {
      throw new UncheckedIOException(unclosable); // of a file that was only read: never seen
    }
  }
}
