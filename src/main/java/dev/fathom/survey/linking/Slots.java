package dev.fathom.survey.linking;

import dev.fathom.model.linking.LinkGraph;
import dev.fathom.model.linking.LinkedFile;
import dev.fathom.model.linking.LoadedFile;
import dev.fathom.model.linking.RelocationColumns;
import dev.fathom.model.linking.RelocationColumns.Kind;
import dev.fathom.model.linking.SlotColumns;
import dev.fathom.target.Words;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Reads whom the loader took for the symbols of each file: the address that stands where it put it
/// leads into a file.
final class Slots {
  /// Where files begin and end in the process, ascending, and their numbers.
  private final long[] starts;

  private final long[] ends;
  private final int[] numbers;

  private Slots(LinkGraph graph, List<LoadedFile> loaded) {
    List<LoadedFile> byStart =
        loaded.stream().sorted(Comparator.comparingLong(LoadedFile::start)).toList();
    starts = byStart.stream().mapToLong(LoadedFile::start).toArray();
    numbers = byStart.stream().mapToInt(LoadedFile::number).toArray();
    ends =
        byStart.stream()
            .mapToLong(file -> file.bias() + graph.files().get(file.number()).layout().end())
            .toArray();
  }

  /// **Cost**: a word for each place; they stand close together.
  static SlotColumns read(Words words, LinkGraph graph, List<LoadedFile> loaded) {
    Slots slots = new Slots(graph, loaded);
    SlotColumns found = new SlotColumns();
    for (LoadedFile each : loaded) {
      LinkedFile file = graph.files().get(each.number());
      RelocationColumns places = file.relocations();
      for (int i = 0; i < places.count(); i++) {
        Kind kind = places.kind(i);
        if (places.symbol(i) == 0 || (kind != Kind.SYMBOL && kind != Kind.CALL)) {
          continue;
        }
        long value = words.u64(each.bias() + places.place(i));
        int taken = words.met() ? slots.holder(value) : SlotColumns.UNBOUND;
        // A call that was not made yet leads back into the file's own table of calls.
        boolean waits = kind == Kind.CALL && taken == each.number() && !file.habits().bindsNow();
        found.add(each.number(), places.symbol(i), waits ? SlotColumns.UNBOUND : taken);
      }
    }
    return found;
  }

  private int holder(long address) {
    int found = Arrays.binarySearch(starts, address);
    int at = found >= 0 ? found : -found - 2;
    return at >= 0 && address < ends[at] ? numbers[at] : SlotColumns.UNBOUND;
  }
}
