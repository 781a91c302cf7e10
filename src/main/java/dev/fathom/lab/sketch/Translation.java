package dev.fathom.lab.sketch;

import dev.fathom.lab.machine.Access;
import java.util.List;

/// The last access between the processor, the page table and RAM.
///
/// @param asked what the processor asked for, as `read 821`
/// @param page how the page table has it, as `8-- → 63--`
public record Translation(String asked, String page, Access access) {
  /// {@return processor, table and RAM below each other, with what passed between them}
  public List<String> lines() {
    boolean reached = access.outcome().succeeded();
    return List.of(
        "   ┌─────┐",
        "   │ CPU │       " + asked,
        "   └─────┘",
        "      ↕",
        "┌────────────┐",
        "│ Page Table │   " + page,
        "└────────────┘",
        reached ? "      ↕" : "              " + access.outcome().words(),
        "   ┌─────┐",
        "   │ RAM │       "
            + (reached
                ? access.physical() + ", which holds " + access.value()
                : "sees nothing of it"),
        "   └─────┘");
  }
}
