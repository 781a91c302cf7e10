package dev.fathom.host;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/// What a command writes to: the one way in which Fathom makes files for its user.
///
/// A **file** is readable for its owner alone, unless it is published for all. It has no name until
/// it is published: complete and safe on the disk, or never. It takes the place of a regular file
/// of the same user and of nothing else: nothing is written through a link, into a file of somebody
/// else, or where a name leads elsewhere by the time. However Fathom ends before, nothing is left
/// behind; only where the file system knows no files without a name (`O_TMPFILE`), or in the
/// instant in which a complete file takes the place of another, a kill that cannot be caught leaves
/// `.fathom-….part`.
///
/// A **pipe** or a **character device** is written to as it is, and so is what a shell hands over
/// as one (`/dev/fd/63`). Whoever names a block device loses what is on it: that is refused.
///
/// Whether all that is possible is known when it is opened, before a target need wait.
public final class OutputFile implements AutoCloseable {
  private static final int TYPE = 0170000;
  private static final int FIFO = 0010000;
  private static final int CHARACTER_DEVICE = 0020000;
  private static final int DIRECTORY = 0040000;
  private static final int BLOCK_DEVICE = 0060000;
  private static final int REGULAR = 0100000;
  private static final int LINK = 0120000;
  private static final int OWNER_MAY_WRITE = 0200;

  private final Path file;
  private final int descriptor;
  private final DescriptorOutput output;
  private final boolean stream;

  /// The name under which it is made where it cannot be without one; and which it has for an
  /// instant when it takes the place of another.
  private final Path temporary;

  /// Removes that name also where the user interrupts Fathom.
  private final @Nullable Thread removal;

  private boolean named;
  private boolean published;

  private OutputFile(Path file, int descriptor, boolean stream, Path temporary, boolean named) {
    this.file = file;
    this.descriptor = descriptor;
    this.stream = stream;
    this.temporary = temporary;
    this.named = named;
    this.output = new DescriptorOutput(descriptor, file.toString());
    this.removal = stream ? null : new Thread(() -> remove(temporary));
    if (removal == null) {
      return;
    }
    try {
      Runtime.getRuntime().addShutdownHook(removal);
    } catch (IllegalStateException ending) {
      remove(temporary); // the others run already
    }
  }

  private static void remove(Path temporary) {
    temporary.toFile().delete();
  }

  /// Opens what the user named.
  ///
  /// @throws OutputException if it may not be written
  public static OutputFile open(Path file) throws OutputException {
    return open(file, true);
  }

  /// @param nameless whether the file system may be asked for a file without a name
  static OutputFile open(Path file, boolean nameless) throws OutputException {
    int type = type(file);
    if (type != REGULAR && type != 0) {
      return stream(file, type == LINK);
    }
    Path directory = directory(file);
    Path temporary = NamelessFile.freshName(directory);
    int opened = nameless ? NamelessFile.open(directory) : -Libc.EOPNOTSUPP;
    boolean named = NamelessFile.isWithout(opened);
    if (named) {
      opened = NamelessFile.create(temporary);
    }
    if (opened < 0) {
      throw new OutputException(file.toString(), -opened);
    }
    return new OutputFile(file, opened, false, temporary, named);
  }

  private static Path directory(Path file) throws OutputException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null) {
      throw new OutputException(file.toString(), "it is a directory");
    }
    return directory;
  }

  /// {@return of what type the thing is that has the name; 0 for none}
  ///
  /// @throws OutputException if nothing may take its place, nor be written to it
  private static int type(Path file) throws OutputException {
    String name = file.toString();
    if (name.isEmpty()) {
      throw new OutputException(name, "that is not a file name");
    }
    try {
      int mode = (Integer) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
      switch (mode & TYPE) {
        case REGULAR -> {
          int owner = (Integer) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
          if (owner != Libc.geteuid()) {
            throw new OutputException(name, "it belongs to another user (id " + owner + ")");
          }
          if ((mode & OWNER_MAY_WRITE) == 0 || !Files.isWritable(file)) {
            throw new OutputException(name, "it is write-protected");
          }
        }
        case FIFO, CHARACTER_DEVICE -> {}
        case LINK -> {
          if (!isOwnDescriptor(file)) {
            throw new OutputException(name, "it is a symbolic link; name the file itself");
          }
        }
        case DIRECTORY -> throw new OutputException(name, "it is a directory");
        case BLOCK_DEVICE ->
            throw new OutputException(
                name, "it is a block device, and what is on it would be lost");
        default -> throw new OutputException(name, "it is no file, pipe or character device");
      }
      return mode & TYPE;
    } catch (NoSuchFileException absent) {
      return 0;
    } catch (OutputException known) {
      throw known;
    } catch (IOException unreachable) {
      throw new OutputException(file, unreachable);
    }
  }

  /// {@return whether a link leads to what this process has open already}
  private static boolean isOwnDescriptor(Path link) throws IOException {
    return isDescriptor(link) || isDescriptor(link.resolveSibling(Files.readSymbolicLink(link)));
  }

  private static boolean isDescriptor(Path path) throws IOException {
    Path directory = path.toAbsolutePath().getParent();
    return directory != null
        && Files.isDirectory(directory)
        && directory.toRealPath().equals(Path.of("/proc/self/fd").toRealPath());
  }

  private static OutputFile stream(Path file, boolean follow) throws OutputException {
    int flags = Libc.O_WRONLY | Libc.O_NOCTTY | (follow ? 0 : Libc.O_NOFOLLOW);
    int opened = Libc.open(file.toString(), flags, 0);
    if (opened < 0) {
      throw new OutputException(file.toString(), -opened);
    }
    int type = typeOf(opened);
    if (type != FIFO && type != CHARACTER_DEVICE) {
      Libc.close(opened);
      throw new OutputException(
          file.toString(), "it leads to no pipe or character device; - is the standard output");
    }
    return new OutputFile(file, opened, true, file, true);
  }

  private static int typeOf(int descriptor) throws OutputException {
    Path open = Path.of("/proc/self/fd/" + descriptor);
    try {
      return (Integer) Files.getAttribute(open, "unix:mode") & TYPE;
    } catch (IOException impossible) {
      Libc.close(descriptor);
      throw new OutputException(open, impossible);
    }
  }

  /// {@return what the user called it}
  public Path name() {
    return file;
  }

  /// {@return whether whoever reads it decides how fast it can be written}
  public boolean isStream() {
    return stream;
  }

  /// {@return what is to be written to it; closing that closes nothing}
  public OutputStream output() {
    return output;
  }

  /// {@return how many bytes were written}
  public long bytes() {
    return output.count();
  }

  /// Writes what is left, and gives a file its name. What grows may be published at its beginning,
  /// and be written to afterwards.
  public void publish() throws OutputException {
    output.flush();
    if (stream) {
      return;
    }
    int synced = Libc.fsync(descriptor);
    if (synced < 0) {
      throw new OutputException(file.toString(), -synced);
    }
    if (published) {
      return;
    }
    int type = type(file);
    if (type == 0 && !named) {
      int linked = Libc.link(descriptor, file.toString());
      if (linked != -Libc.EEXIST) {
        check(linked);
        published();
        return;
      }
      type = type(file);
    }
    if (type != 0 && type != REGULAR) {
      throw new OutputException(file.toString(), "something else has taken its name meanwhile");
    }
    replace();
    published();
  }

  /// The same of a file that is for everybody to read.
  public void publishForAll() throws OutputException {
    if (!stream) {
      try {
        // Before it has its name: nobody finds it and may not read it.
        Files.setPosixFilePermissions(
            Path.of("/proc/self/fd/" + descriptor), PosixFilePermissions.fromString("rw-r--r--"));
      } catch (IOException failure) {
        throw new OutputException(file, failure);
      }
    }
    publish();
  }

  private void replace() throws OutputException {
    if (!named) {
      check(Libc.link(descriptor, temporary.toString()));
      named = true;
    }
    try {
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failure) {
      throw new OutputException(file, failure);
    }
  }

  private void check(int result) throws OutputException {
    if (result < 0) {
      throw new OutputException(file.toString(), -result);
    }
  }

  /// Nothing is to be removed any more; and the name is made as safe as the content.
  private void published() throws OutputException {
    published = true;
    Path directory = directory(file);
    if (!Files.isReadable(directory)) {
      return; // who may not list it cannot have it written either
    }
    try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
      names.force(true);
    } catch (IOException failure) {
      throw new OutputException(file, failure);
    }
  }

  /// Gives it up, unless it was published.
  @Override
  public void close() {
    Libc.close(descriptor);
    if (removal == null) {
      return;
    }
    if (named && !published) {
      remove(temporary);
    }
    try {
      Runtime.getRuntime().removeShutdownHook(removal);
    } catch (IllegalStateException ending) {
      return; // it runs
    }
  }
}
