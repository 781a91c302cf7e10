package dev.fathom.os;

import dev.fathom.model.ProcessAccessException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Every number about memory that the kernel tells of a process as text, by the file and the name
/// that it has there: `status.VmSize`. Amounts of memory are in bytes, whatever the kernel counts
/// them in.
public final class KernelNumbers {
  private static final long PAGE_BYTES = 4096;
  private static final long KIB = 1024;
  private static final String IN_KIB = " kB";

  // Documentation/filesystems/proc.rst, table 1-3
  private static final List<String> STATM =
      List.of("size", "resident", "shared", "text", "lib", "data", "dt");

  // Documentation/filesystems/proc.rst, table 1-4; counted from the field behind the name
  private static final Map<String, Integer> STAT_COUNTS =
      new TreeMap<>(Map.of("min_flt", 7, "cmin_flt", 8, "maj_flt", 9, "cmaj_flt", 10));

  private static final int VIRTUAL_BYTES = 20;
  private static final int RESIDENT_PAGES = 21;

  private KernelNumbers() {}

  /// Reads them. **Cost**: a walk through its page tables by the kernel.
  ///
  /// @throws ProcessAccessException in one line, if it cannot be asked
  public static Map<String, Long> of(int process) throws ProcessAccessException {
    ProcessDirectory directory = ProcessDirectory.of(process);
    Map<String, Long> numbers = new LinkedHashMap<>();
    stat(directory.numbers("stat"), numbers);
    statm(directory.numbers("statm"), numbers);
    amounts("status", directory.numbers("status"), numbers);
    amounts("smaps_rollup", directory.numbers("smaps_rollup"), numbers);
    return numbers;
  }

  static void stat(String line, Map<String, Long> numbers) {
    int close = line.lastIndexOf(") ");
    String[] fields = close < 0 ? new String[0] : line.substring(close + 2).strip().split(" ", -1);
    if (fields.length <= RESIDENT_PAGES) {
      return;
    }
    STAT_COUNTS.forEach(
        (name, field) -> numbers.put("stat." + name, Long.parseLong(fields[field])));
    numbers.put("stat.vsize", Long.parseLong(fields[VIRTUAL_BYTES]));
    numbers.put("stat.rss", Long.parseLong(fields[RESIDENT_PAGES]) * PAGE_BYTES);
  }

  static void statm(String line, Map<String, Long> numbers) {
    String[] fields = line.strip().split(" ", -1);
    for (int field = 0; field < Math.min(fields.length, STATM.size()); field++) {
      numbers.put("statm." + STATM.get(field), Long.parseLong(fields[field]) * PAGE_BYTES);
    }
  }

  /// Lines such as `VmSize: 2340 kB`; others are left out.
  static void amounts(String file, String text, Map<String, Long> numbers) {
    for (String line : text.split("\n", -1)) {
      int colon = line.indexOf(':');
      if (colon > 0 && line.endsWith(IN_KIB)) {
        String amount = line.substring(colon + 1, line.length() - IN_KIB.length()).strip();
        // The name of a program can look like anything.
        if (amount.matches("\\d{1,15}")) {
          numbers.put(file + "." + line.substring(0, colon), Long.parseLong(amount) * KIB);
        }
      }
    }
  }
}
