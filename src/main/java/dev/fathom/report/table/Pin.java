package dev.fathom.report.table;

import dev.fathom.analysis.account.fragmentation.HeapPins;
import dev.fathom.analysis.account.fragmentation.Pins;
import dev.fathom.analysis.paths.Occupants;
import dev.fathom.model.memory.ChunkState;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A live piece that keeps the end of a heap from going back.
///
/// @param heap that it holds
/// @param index among those that hold it, from the top
/// @param occupant what is in it
public record Pin(HeapPins heap, int index, Occupants.Occupant occupant) {
  /// {@return those of all heaps, each from its top; what is in one is looked up when it comes}
  public static Stream<Pin> of(Pins pins, Occupants occupants) {
    return pins.heaps().stream().flatMap(heap -> of(heap, occupants));
  }

  /// {@return those of one heap}
  public static Stream<Pin> of(HeapPins heap, Occupants occupants) {
    return IntStream.range(0, heap.count())
        .mapToObj(index ->
            new Pin(heap, index, occupants.in(heap.starts().get(index), state(heap, index))));
  }

  /// {@return those that release the most, in their order from the top}
  public static List<Pin> largest(List<Pin> all, int most) {
    return all.stream()
        .sorted(Comparator.comparingLong(Pin::releases).reversed())
        .limit(most)
        .sorted(Comparator.comparingInt(Pin::index))
        .toList();
  }

  public long address() {
    return heap.starts().get(index);
  }

  public long size() {
    return heap.bytes(index);
  }

  public ChunkState state() {
    return state(heap, index);
  }

  /// {@return what it alone adds to what those above it release}
  public long releases() {
    return heap.released(index);
  }

  /// {@return what it and those above it release}
  public long cumulative() {
    return heap.released().get(index);
  }

  private static ChunkState state(HeapPins heap, int index) {
    return ChunkState.of((int) heap.codes().get(index));
  }
}
