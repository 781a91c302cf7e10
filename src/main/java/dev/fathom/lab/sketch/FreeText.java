package dev.fathom.lab.sketch;

import dev.fathom.lab.machine.Machine;
import java.util.List;
import java.util.Locale;

/// What `free` says of the machine, in frames: `used` is private memory; pages of files and shared
/// memory are `buff/cache`, whoever maps them; `available` is what is free and what could be read
/// again.
public final class FreeText {
  private FreeText() {}

  public static List<String> of(Machine machine) {
    int total = machine.shape().frames();
    int free = machine.freeFrames();
    int cached = machine.cachedFrames();
    String head =
        String.format(
            Locale.ROOT,
            "%-6s%7s%7s%7s%8s%12s%11s",
            "",
            "total",
            "used",
            "free",
            "shared",
            "buff/cache",
            "available");
    String memory =
        String.format(
            Locale.ROOT,
            "%-6s%7d%7d%7d%8d%12d%11d",
            "Mem:",
            total,
            total - free - cached,
            free,
            machine.sharedFrames(),
            cached,
            free + machine.cleanFrames());
    int slots = machine.shape().swapSlots();
    String swap =
        String.format(
            Locale.ROOT,
            "%-6s%7d%7d%7d",
            "Swap:",
            slots,
            machine.usedSwap(),
            slots - machine.usedSwap());
    return List.of(head, memory, swap);
  }
}
