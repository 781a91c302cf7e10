package dev.fathom.host;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/// Where files of this user are that nobody else may read, and that need not outlive his session:
/// in `$XDG_RUNTIME_DIR`; where there is none, in the directory for temporary files.
///
/// What has the name and is not a directory of this user that is closed to all others is left
/// alone: somebody else may have put it there.
public final class PrivateDirectory {
  private static final int TYPE = 0170000;
  private static final int DIRECTORY = 0040000;
  private static final int OF_OTHERS = 0077;
  private static final String MODE = "rwx------";

  private PrivateDirectory() {}

  /// {@return it, made if it was not there; empty where there can be none}
  ///
  /// @param environment of this program
  public static Optional<Path> of(Map<String, String> environment) {
    return name(environment).filter(PrivateDirectory::make);
  }

  /// {@return it, if it is there}
  ///
  /// @param environment of this program
  public static Optional<Path> existing(Map<String, String> environment) {
    return name(environment).filter(PrivateDirectory::isPrivate);
  }

  private static Optional<Path> name(Map<String, String> environment) {
    String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    try {
      if (runtime.startsWith("/") && isPrivate(Path.of(runtime))) {
        return Optional.of(Path.of(runtime, "fathom"));
      }
      return Optional.of(NamelessFile.temporaryDirectory().resolve("fathom-" + Libc.geteuid()));
    } catch (InvalidPathException impossible) {
      return Optional.empty();
    }
  }

  private static boolean make(Path directory) {
    try {
      Files.createDirectory(
          directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(MODE)));
    } catch (FileAlreadyExistsException there) {
      return isPrivate(directory);
    } catch (IOException | UnsupportedOperationException impossible) {
      return false;
    }
    return isPrivate(directory);
  }

  private static boolean isPrivate(Path directory) {
    try {
      int mode = (Integer) Files.getAttribute(directory, "unix:mode", LinkOption.NOFOLLOW_LINKS);
      int owner = (Integer) Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS);
      return (mode & TYPE) == DIRECTORY && (mode & OF_OTHERS) == 0 && owner == Libc.geteuid();
    } catch (IOException | UnsupportedOperationException absent) {
      return false;
    }
  }
}
