package dev.fathom.cli.linking;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// The programs and libraries of this machine, and tools of others that read them.
final class LinkedSystem {
  /// `-Dfathom.link.files=all` takes all of them, a number that many.
  private static final String FILES = System.getProperty("fathom.link.files", "40");

  private static final int ELF_BYTES = 20;
  private static final int TYPE = 16;
  private static final long SECONDS = 60;

  private LinkedSystem() {}

  /// A sample of what lies in some folders, or all of it.
  static List<Path> files(String... folders) {
    List<Path> all = new ArrayList<>();
    for (String folder : folders) {
      Path top = Path.of(folder);
      if (Files.isDirectory(top)) {
        try (Stream<Path> found = Files.walk(top, 6)) {
          found.filter(LinkedSystem::isLinked).sorted().forEach(all::add);
        } catch (IOException | UncheckedIOException unreadable) {
          // Another folder may do.
        }
      }
    }
    Assumptions.assumeFalse(all.isEmpty(), "no programs or libraries in " + List.of(folders));
    if (FILES.equals("all")) {
      return all;
    }
    java.util.Collections.shuffle(all, new Random(1));
    return all.subList(0, Math.min(all.size(), Integer.parseInt(FILES)));
  }

  /// Programs and libraries of 64 bits, lowest byte first; each once.
  private static boolean isLinked(Path file) {
    if (!Files.isRegularFile(file) || Files.isSymbolicLink(file) || !Files.isReadable(file)) {
      return false;
    }
    try (var in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(ELF_BYTES);
      return head.length == ELF_BYTES
          && head[0] == 0x7f
          && head[1] == 'E'
          && head[2] == 'L'
          && head[3] == 'F'
          && head[4] == 2
          && head[5] == 1
          && (head[TYPE] == 2 || head[TYPE] == 3);
    } catch (IOException unreadable) {
      return false;
    }
  }

  /// What a tool prints, its errors among it; without it the calling test is skipped.
  static String say(String... command) {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin", command[0])), "no " + command[0] + " here");
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().put("LC_ALL", "C");
      Process process = builder.start();
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      return said;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }
}
