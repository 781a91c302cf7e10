package dev.fathom.survey.experiment;

import dev.fathom.host.NamelessFile;
import dev.fathom.model.ProcessAccessException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A copy of a program that nobody else runs. Its pages are charged to the control group in which
/// it was copied, so that a shortage of memory there can take them; those of the original are
/// everybody's.
public final class PrivateCopy implements AutoCloseable {
  private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};

  private final Path directory;
  private final Path file;

  private PrivateCopy(Path directory, Path file) {
    this.directory = directory;
    this.file = file;
  }

  /// Makes one.
  ///
  /// @param interpreter a path, or a name to be looked up in `PATH`
  /// @param before words of the command that copies it: they run what follows them in the group
  /// @throws ProcessAccessException in one line, if it cannot be made
  public static PrivateCopy of(String interpreter, List<String> before) throws IOException {
    Path original = ExperimentProgram.find(interpreter).toRealPath();
    if (!isBinary(original)) {
      throw new ProcessAccessException(
          original + " is a script that starts another program: that cannot be copied");
    }
    Path temporary = NamelessFile.temporaryDirectory();
    if (Files.getFileStore(temporary).type().equals("tmpfs")) {
      throw new ProcessAccessException(
          temporary + " is memory itself (tmpfs): what is there is not loaded from a disk");
    }
    Path directory = Files.createTempDirectory(temporary, "fathom");
    PrivateCopy copy =
        new PrivateCopy(directory, directory.resolve(String.valueOf(original.getFileName())));
    // For who interrupts it; the last named goes first.
    directory.toFile().deleteOnExit();
    copy.file.toFile().deleteOnExit();
    List<String> command = new ArrayList<>(before);
    // What is not on the disk yet cannot be thrown away.
    command.addAll(
        List.of(
            "sh",
            "-c",
            "cp -- \"$1\" \"$2\" && sync -- \"$2\"",
            "sh",
            original.toString(),
            copy.file.toString()));
    try {
      Process copying =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (copying.waitFor() == 0) {
        return copy;
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    copy.close();
    throw new ProcessAccessException("cannot copy " + original + " to " + directory);
  }

  private static boolean isBinary(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(ELF.length), ELF);
    }
  }

  /// {@return where it is}
  public Path file() {
    return file;
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
    Files.deleteIfExists(directory);
  }
}
