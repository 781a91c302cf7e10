package dev.fathom.snapshot;

import dev.fathom.snapshot.parquet.DamagedTableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Something in a file, which is read when it is asked for first.
///
/// What is wrong with it is told by an [UncheckedIOException] with a [SnapshotException] in it.
final class Stored<T> implements Supplier<T> {
  private final Path file;
  private final Reading<T> reading;

  /// Asked for often, and written once.
  private volatile @Nullable T value;

  /// Reads it.
  @FunctionalInterface
  interface Reading<T> {
    T read() throws IOException;
  }

  Stored(Path file, Reading<T> reading) {
    this.file = file;
    this.reading = reading;
  }

  @Override
  public T get() {
    T known = value;
    return known == null ? read() : known;
  }

  private synchronized T read() {
    T known = value;
    if (known == null) {
      try {
        known = reading.read();
      } catch (IOException failure) {
        throw new UncheckedIOException(told(file, failure));
      }
      value = known;
    }
    return known;
  }

  /// {@return the failure in one line that names the file}
  static SnapshotException told(Path file, IOException failure) {
    return switch (failure) {
      case SnapshotException known -> new SnapshotException(file + " " + known.getMessage());
      case DamagedTableException damage ->
          new SnapshotException(file + " is damaged: " + damage.getMessage());
      default -> new SnapshotException(file + " cannot be read: " + failure.getMessage());
    };
  }
}
