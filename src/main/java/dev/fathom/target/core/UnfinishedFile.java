package dev.fathom.target.core;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/// A file that appears under its name when it is finished, or never; readable for its owner alone.
final class UnfinishedFile implements AutoCloseable {
  private final Path file;
  private final Path temporary;
  private final FileChannel channel;

  /// Removes the temporary file also where the user interrupts Fathom.
  private final Thread removal;

  private boolean finished;

  UnfinishedFile(Path file) throws IOException {
    this.file = file.toAbsolutePath();
    Path folder = this.file.getParent();
    if (Files.isDirectory(this.file) || folder == null) {
      throw new IOException("it is a directory");
    }
    temporary =
        Files.createTempFile(
            folder,
            "." + this.file.getFileName(),
            ".part",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    removal = new Thread(() -> temporary.toFile().delete());
    Runtime.getRuntime().addShutdownHook(removal);
    channel = FileChannel.open(temporary, StandardOpenOption.WRITE);
  }

  FileChannel channel() {
    return channel;
  }

  /// Gives it its name; a file of that name is replaced.
  void finish() throws IOException {
    channel.force(true);
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    finished = true;
  }

  @Override
  public void close() throws IOException {
    channel.close();
    if (!finished) {
      Files.deleteIfExists(temporary);
    }
    Runtime.getRuntime().removeShutdownHook(removal);
  }
}
