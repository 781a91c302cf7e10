package dev.fathom.host;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.SecureRandom;

/// A file without a name, readable for its owner alone: however Fathom ends, nothing of it stays.
///
/// Where the file system has no such files (`O_TMPFILE`), it is made under a name which is removed
/// at once.
public final class NamelessFile implements AutoCloseable {
  /// Reading and writing, for the owner.
  static final int MODE = 0600;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path directory;
  private final int descriptor;

  private NamelessFile(Path directory, int descriptor) {
    this.directory = directory;
    this.descriptor = descriptor;
  }

  /// Makes one.
  ///
  /// @param directory on whose file system it is to be
  public static NamelessFile in(Path directory) throws OutputException {
    int opened = open(directory);
    if (isWithout(opened)) {
      Path name = freshName(directory);
      opened = create(name);
      if (opened >= 0 && !name.toFile().delete()) {
        Libc.close(opened);
        throw new OutputException(name.toString(), "it cannot be removed again");
      }
    }
    if (opened < 0) {
      throw new OutputException(directory.toString(), -opened);
    }
    return new NamelessFile(directory, opened);
  }

  /// Makes one in the directory for temporary files.
  ///
  /// @param content all of it
  public static NamelessFile ofTemporary(byte[] content) throws OutputException {
    NamelessFile file = in(temporaryDirectory());
    try (OutputStream out = file.output()) {
      out.write(content);
      out.flush();
    } catch (OutputException full) {
      file.close();
      throw full;
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible); // that output throws no other
    }
    return file;
  }

  /// {@return where temporary files are}
  public static Path temporaryDirectory() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }

  /// {@return a descriptor of a file without a name that may be given one, or `-errno`}
  static int open(Path directory) {
    return Libc.open(directory.toString(), Libc.O_TMPFILE | Libc.O_RDWR, MODE);
  }

  /// {@return whether that says that the file system knows no such files}
  static boolean isWithout(int opened) {
    return opened == -Libc.EOPNOTSUPP || opened == -Libc.EISDIR || opened == -Libc.EINVAL;
  }

  /// {@return a descriptor of a new file, or `-errno`}
  static int create(Path name) {
    return Libc.open(
        name.toString(), Libc.O_RDWR | Libc.O_CREAT | Libc.O_EXCL | Libc.O_NOFOLLOW, MODE);
  }

  /// {@return a name in a directory that nobody else takes}
  static Path freshName(Path directory) {
    return directory.resolve(".fathom-%016x.part".formatted(RANDOM.nextLong()));
  }

  /// {@return a path by which this process can open it as long as it is not closed}
  public Path path() {
    return Path.of("/proc/self/fd/" + descriptor);
  }

  /// {@return a path by which other processes of the user can open it, as long}
  public Path pathForOthers() {
    return Path.of("/proc/" + ProcessHandle.current().pid() + "/fd/" + descriptor);
  }

  /// {@return what is to be written into it; closing it closes nothing}
  public OutputStream output() {
    return new DescriptorOutput(descriptor, directory.toString());
  }

  @Override
  public void close() {
    Libc.close(descriptor);
  }
}
