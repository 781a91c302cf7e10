package dev.fathom.host;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Who stands between Fathom and the kernel, in tests alone: says of each call whether it is made,
/// and what it is said to have returned if not. Nobody can be told to stand there by a command.
interface Interposer {
  /// A call is made.
  long MADE = Long.MIN_VALUE;

  /// {@return [#MADE], or what the call returns without being made: `-errno`}
  ///
  /// @param name of the C library's function
  /// @param first the first two words that it is given
  long call(String name, long first, long second);

  /// {@return how many bytes a call reads or writes that was asked for so many}
  long bytes(String name, long bytes);

  /// Asked before a file is looked at by Java's own library.
  ///
  /// @param how what is done with it
  /// @throws IOException as that would
  void look(String how, Path file) throws IOException;

  /// {@return what was read of a file}
  byte[] content(Path file, byte[] all) throws IOException;

  /// {@return what stands for a file that was opened}
  FileChannel opened(Path file, FileChannel channel);

  /// The one that is asked; null outside of tests.
  final class Present {
    static volatile @Nullable Interposer present;

    private Present() {}
  }
}
