package dev.fathom.target.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.host.ZstdLibrary;
import io.airlift.compress.v3.xxhash.XxHash64Hasher;
import io.airlift.compress.v3.zstd.ZstdCompressor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// A frame of a packed file is what was written, or it is damaged.
final class PackedBytesTest {
  private static final int CHANGES = 20_000;

  /// Bytes in memory.
  private record Bytes(MemorySegment all) implements CoreBytes {
    @Override
    public long size() {
      return all.byteSize();
    }

    @Override
    public long read(long position, MemorySegment into) {
      long bytes = Math.min(into.byteSize(), size() - position);
      MemorySegment.copy(all, position, into, 0, bytes);
      return bytes;
    }

    @Override
    public void close() {}
  }

  @Test
  void changedBytesAreDamaged() {
    SplittableRandom random = new SplittableRandom(19);
    StringBuilder text = new StringBuilder();
    for (int word = 0; word < 2000; word++) {
      text.append(Integer.toString(random.nextInt(5000), 30)).append(' ');
    }
    byte[] plain = text.toString().getBytes(UTF_8);
    ZstdCompressor compressor = ZstdLibrary.compressor();
    byte[] packed = new byte[compressor.maxCompressedLength(plain.length)];
    int length = compressor.compress(plain, 0, plain.length, packed, 0, packed.length);
    byte[] sound = Arrays.copyOf(packed, length);
    FrameTable frames = FrameTable.empty();
    frames.add(length, plain.length, (int) XxHash64Hasher.hash(plain));
    MemorySegment into = MemorySegment.ofArray(new byte[plain.length]);
    assertThat(read(frames, sound, into)).isEqualTo(plain.length);
    assertThat(into.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(plain);

    for (int change = 0; change < CHANGES; change++) {
      byte[] bytes = sound.clone();
      for (int flip = random.nextInt(4); flip >= 0; flip--) {
        bytes[random.nextInt(random.nextBoolean() ? 100 : bytes.length)] ^=
            (byte) (1 << random.nextInt(8));
      }
      long read = read(frames, bytes, into);
      boolean whole = read == plain.length && into.mismatch(MemorySegment.ofArray(plain)) < 0;
      assertThat(read == 0 || whole).as("change %d", change).isTrue();
    }
  }

  private static long read(FrameTable frames, byte[] packed, MemorySegment into) {
    try (PackedBytes bytes = new PackedBytes(new Bytes(MemorySegment.ofArray(packed)), frames)) {
      return bytes.read(0, into);
    }
  }
}
