package dev.fathom.host;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The kernel's log, for whoever has no other place to say something: a program that the kernel
/// itself started has neither a terminal nor a standard error. `dmesg`, syslog and the journal show
/// it.
public final class KernelLog {
  private static final Path DEVICE = Path.of("/dev/kmsg");

  /// The facility `user` and the level `notice`, as in syslog(3).
  private static final int PRIORITY = 1 << 3 | 5;

  /// The kernel refuses what is longer than some 1000 bytes (`kernel/printk/printk.c`).
  private static final int LONGEST = 900;

  private KernelLog() {}

  /// Says something, in one line. Where that is not permitted it is not said.
  public static void say(String line) {
    String text = line.length() > LONGEST ? line.substring(0, LONGEST) + " …" : line;
    String record = "<%d>fathom[%d]: %s\n".formatted(PRIORITY, ProcessHandle.current().pid(), text);
    try (OutputStream log = Files.newOutputStream(DEVICE, StandardOpenOption.WRITE)) {
      log.write(record.getBytes(StandardCharsets.UTF_8)); // one call: a record
    } catch (IOException refused) {
      return; // it is root's
    }
  }
}
