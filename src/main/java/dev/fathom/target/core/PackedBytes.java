package dev.fathom.target.core;

import dev.fathom.host.ZstdLibrary;
import io.airlift.compress.v3.xxhash.XxHash64Hasher;
import io.airlift.compress.v3.zstd.ZstdDecompressor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The bytes of a core that was packed frame by frame, unpacked where they are asked for.
///
/// A frame is believed only with its checksum: a damaged one cannot be read. **Memory**: 16 MiB of
/// unpacked frames. **Cost**: a tenth of a millisecond for a frame that is not among them.
final class PackedBytes implements CoreBytes {
  private static final long MOST_KEPT_BYTES = 16 << 20;

  private final CoreBytes file;
  private final FrameTable frames;
  private final ZstdDecompressor decompressor = ZstdLibrary.decompressor();

  /// Unpacked frames, the one that was not used for longest first.
  private final Map<Integer, byte[]> kept = new LinkedHashMap<>(16, 0.75f, true);

  private long keptBytes;
  private boolean damaged;

  PackedBytes(CoreBytes file, FrameTable frames) {
    this.file = file;
    this.frames = frames;
  }

  /// {@return whether a frame that was asked for is not what was written}
  synchronized boolean isDamaged() {
    return damaged;
  }

  @Override
  public long size() {
    return frames.plainBytes();
  }

  @Override
  public synchronized long read(long position, MemorySegment into) {
    long done = 0;
    while (done < into.byteSize() && position + done < size()) {
      int index = frames.at(position + done);
      byte[] plain = frame(index);
      if (plain == null) {
        damaged = true;
        return done;
      }
      int within = (int) (position + done - frames.get(index).start());
      long here = Math.min(into.byteSize() - done, plain.length - within);
      MemorySegment.copy(plain, within, into, ValueLayout.JAVA_BYTE, done, (int) here);
      done += here;
    }
    return done;
  }

  private byte @Nullable [] frame(int index) {
    byte[] known = kept.get(index);
    if (known != null) {
      return known;
    }
    byte[] plain = unpacked(frames.get(index));
    if (plain != null) {
      keptBytes += plain.length;
      var oldest = kept.entrySet().iterator();
      while (keptBytes > MOST_KEPT_BYTES && oldest.hasNext()) {
        keptBytes -= oldest.next().getValue().length;
        oldest.remove();
      }
      kept.put(index, plain);
    }
    return plain;
  }

  private byte @Nullable [] unpacked(FrameTable.Frame frame) {
    byte[] packed = new byte[frame.packed()];
    if (file.read(frame.position(), MemorySegment.ofArray(packed)) < packed.length) {
      return null;
    }
    byte[] plain = new byte[frame.plain()];
    try {
      int bytes = decompressor.decompress(packed, 0, packed.length, plain, 0, plain.length);
      return bytes == plain.length && (int) XxHash64Hasher.hash(plain) == frame.checksum()
          ? plain
          : null;
    } catch (RuntimeException malformed) {
      // Of damaged bytes the library says so in four ways: it also takes numbers that it read for
      // places in tables, and a frame without a size for a state that cannot be.
      return null;
    }
  }

  @Override
  public void close() {
    file.close();
  }
}
