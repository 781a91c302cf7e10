package dev.fathom.mutants;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;

/// A file some bytes of which are changed, near the beginning mostly; or that is cut off. Only
/// these bytes are written, and put right again afterwards.
final class ChangedBytes implements MutantSort {
  private final Path file;
  private final byte[] sound;

  /// In the beginning of a file is most of what others follow.
  private final int heads;

  private final byte[] bytes;
  private int length;
  private final BitSet changed = new BitSet();

  private ChangedBytes(Path file, byte[] sound, int heads) {
    this.file = file;
    this.sound = sound;
    this.heads = heads;
    bytes = sound.clone();
    length = sound.length;
  }

  /// @param sound the file, which stays as it is
  /// @param heads so many bytes at its beginning are changed more than others
  static ChangedBytes of(Path sound, int heads, Path folder) throws IOException {
    Path file = folder.resolve("bytes-" + sound.getFileName());
    byte[] content = Files.readAllBytes(sound);
    Files.write(file, content);
    return new ChangedBytes(file, content, heads);
  }

  @Override
  public String name() {
    return file.getFileName().toString();
  }

  @Override
  public MutantOutcome tryOut(List<Long> lineage) throws IOException {
    for (long number : lineage) {
      change(new SplittableRandom(number));
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      write(channel);
      if (length < sound.length) {
        channel.truncate(length);
      }
      try {
        return FileQuestion.of(lineage).ask(file);
      } finally {
        changed.stream().forEach(at -> bytes[at] = sound[at]);
        write(channel);
        if (length < sound.length) {
          channel.write(ByteBuffer.wrap(sound, length, sound.length - length), length);
        }
        length = sound.length;
        changed.clear();
      }
    }
  }

  private void write(FileChannel channel) throws IOException {
    for (int at = changed.nextSetBit(0); at >= 0 && at < length; at = changed.nextSetBit(at)) {
      int end = Math.min(length, changed.nextClearBit(at));
      channel.write(ByteBuffer.wrap(bytes, at, end - at), at);
      at = end;
    }
  }

  private void change(SplittableRandom random) {
    if (length == 0) {
      return;
    }
    int flips = 1 << random.nextInt(6);
    for (int flip = 0; flip < flips; flip++) {
      int within = random.nextInt(4) == 0 ? length : Math.min(heads, length);
      int at = random.nextInt(within);
      switch (random.nextInt(4)) {
        case 0 -> set(at, random.nextInt());
        case 1 -> set(at, bytes[at] ^ 1 << random.nextInt(8));
        case 2 -> set(at, 0xff);
        default -> {
          for (int i = at; i < Math.min(at + 8, length); i++) {
            set(i, random.nextInt(2));
          }
        }
      }
    }
    if (random.nextInt(8) == 0) {
      length = random.nextInt(length);
    }
  }

  private void set(int at, int value) {
    bytes[at] = (byte) value;
    changed.set(at);
  }

  @Override
  public String keep(List<Long> lineage) throws IOException {
    lineage.forEach(number -> change(new SplittableRandom(number)));
    try {
      Path kept = file.resolveSibling("wrong-" + lineage.getLast() + "-" + name());
      Files.write(kept, java.util.Arrays.copyOf(bytes, length));
      return " (kept: " + kept + ")";
    } finally {
      System.arraycopy(sound, 0, bytes, 0, sound.length);
      length = sound.length;
      changed.clear();
    }
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
  }
}
