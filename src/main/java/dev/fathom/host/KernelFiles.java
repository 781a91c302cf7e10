package dev.fathom.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/// Reads files of the kernel's and of targets: all that is read of `/proc`, and the programs and
/// libraries that a target runs. One place for it, as [Libc] is for calls, so that tests can have
/// each of them fail.
public final class KernelFiles {
  private KernelFiles() {}

  /// {@return all of a file}
  public static byte[] bytes(Path file) throws IOException {
    Interposer interposer = Interposer.Present.present;
    if (interposer == null) {
      return Files.readAllBytes(file);
    }
    interposer.look("read", file);
    return interposer.content(file, Files.readAllBytes(file));
  }

  /// {@return all of a file as text} Each byte is a character: names are of a target's choosing,
  /// and decoding must not fail on them.
  public static String text(Path file) throws IOException {
    return new String(bytes(file), StandardCharsets.ISO_8859_1);
  }

  /// {@return where a link leads to}
  public static String link(Path link) throws IOException {
    Interposer interposer = Interposer.Present.present;
    if (interposer != null) {
      interposer.look("readlink", link);
    }
    return Files.readSymbolicLink(link).toString();
  }

  /// {@return the names in a directory}
  public static List<String> names(Path directory) throws IOException {
    Interposer interposer = Interposer.Present.present;
    if (interposer != null) {
      interposer.look("list", directory);
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(entry -> entry.getFileName().toString()).toList();
    } catch (UncheckedIOException gone) {
      throw gone.getCause(); // what it shows ended while it was listed
    }
  }

  /// {@return the user whose a file is}
  public static int owner(Path file) throws IOException {
    return (Integer) attribute(file, "unix:uid");
  }

  /// {@return the number of a file in its file system}
  public static long inode(Path file) throws IOException {
    return (Long) attribute(file, "unix:ino");
  }

  private static Object attribute(Path file, String name) throws IOException {
    Interposer interposer = Interposer.Present.present;
    if (interposer != null) {
      interposer.look("stat", file);
    }
    return Files.getAttribute(file, name);
  }

  /// Opens a file for reading.
  public static FileChannel open(Path file) throws IOException {
    Interposer interposer = Interposer.Present.present;
    if (interposer == null) {
      return FileChannel.open(file, StandardOpenOption.READ);
    }
    interposer.look("open", file);
    return interposer.opened(file, FileChannel.open(file, StandardOpenOption.READ));
  }
}
