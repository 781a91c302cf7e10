package dev.fathom.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Reads files of the kernel's and of targets: all that is read of `/proc`, and the programs and
/// libraries that a target runs. One place for it, as [Libc] is for calls, so that tests can have
/// each of them fail.
public final class KernelFiles {
  private static final int PIECE_BYTES = 64 * 1024;

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

  /// Tells a file as text piece by piece, each of whole lines: of one that may be long, as `smaps`
  /// of a process with many mappings.
  public static void pieces(Path file, Consumer<String> into) throws IOException {
    if (Interposer.Present.present != null) {
      into.accept(text(file));
      return;
    }
    try (InputStream stream = Files.newInputStream(file)) {
      byte[] piece = new byte[PIECE_BYTES];
      int held = 0;
      int got;
      while ((got = stream.read(piece, held, piece.length - held)) > 0) {
        held += got;
        int whole = afterLastLine(piece, held);
        if (whole > 0) {
          into.accept(new String(piece, 0, whole, StandardCharsets.ISO_8859_1));
          held -= whole;
          System.arraycopy(piece, whole, piece, 0, held);
        }
      }
      into.accept(new String(piece, 0, held, StandardCharsets.ISO_8859_1));
    }
  }

  /// {@return up to where there are whole lines; all of it where one line fills it}
  private static int afterLastLine(byte[] piece, int held) {
    for (int at = held; at > 0; at--) {
      if (piece[at - 1] == '\n') {
        return at;
      }
    }
    return held == piece.length ? held : 0;
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
