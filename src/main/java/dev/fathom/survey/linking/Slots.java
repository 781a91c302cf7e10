package dev.fathom.survey.linking;

import dev.fathom.model.linking.LinkGraph;
import dev.fathom.model.linking.LinkedFile;
import dev.fathom.model.linking.LoadedFile;
import dev.fathom.model.linking.RelocationColumns;
import dev.fathom.model.linking.RelocationColumns.Kind;
import dev.fathom.model.linking.SlotColumns;
import dev.fathom.target.Words;
import java.util.Comparator;
import java.util.List;

/// Reads whom the loader took for the symbols of each file: the address that stands where it put it
/// leads into a file.
final class Slots {
  private final LinkGraph graph;
  private final List<LoadedFile> byStart;

  private Slots(LinkGraph graph, List<LoadedFile> loaded) {
    this.graph = graph;
    byStart = loaded.stream().sorted(Comparator.comparingLong(LoadedFile::start)).toList();
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
    int low = 0;
    int high = byStart.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (byStart.get(middle).start() <= address) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low == 0) {
      return SlotColumns.UNBOUND;
    }
    LoadedFile file = byStart.get(low - 1);
    long end = graph.files().get(file.number()).layout().end();
    return address < file.bias() + end ? file.number() : SlotColumns.UNBOUND;
  }
}
