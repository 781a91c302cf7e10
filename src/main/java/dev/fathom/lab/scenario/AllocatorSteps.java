package dev.fathom.lab.scenario;

import dev.fathom.lab.allocator.BlockHeap;
import dev.fathom.lab.allocator.BoundaryTagMalloc;
import dev.fathom.lab.allocator.HeapCount;
import dev.fathom.lab.allocator.ModelAllocator;
import dev.fathom.lab.allocator.PoolGeometry;
import dev.fathom.lab.allocator.Pymalloc;
import dev.fathom.lab.interpreter.CPythonModel;
import dev.fathom.lab.machine.Task;
import dev.fathom.lab.process.ModelProcess;
import dev.fathom.lab.sketch.PoolText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The steps that allocate and free.
final class AllocatorSteps {
  private static final int LARGEST_HEAP = 1 << 24;
  private static final double PERCENT = 100;

  /// Members of a list that are drawn one by one.
  private static final int DRAWN = 3;

  private final Stage stage;
  private final Map<Task, Heap> heaps = new HashMap<>();

  AllocatorSteps(Stage stage) {
    this.stage = stage;
  }

  /// `allocator malloc|pymalloc-3.9|pymalloc|micropython BYTES as NAME`; bytes only of the last.
  String allocator(ScenarioWords words) {
    Token kind = words.next("an allocator");
    int bytes = kind.text().equals("micropython") ? words.number() : 0;
    if (bytes < 0 || bytes > LARGEST_HEAP) {
      throw new ScenarioException(kind, "such a heap has at most 16 MiB");
    }
    words.require("as", "allocator KIND as NAME");
    Token name = words.next("a name");
    words.end();
    stage.requireNew(name);
    ModelProcess process = ModelProcess.start(stage.machine(), name.text());
    ModelAllocator allocator =
        switch (kind.text()) {
          case "malloc" -> BoundaryTagMalloc.in(process);
          case "pymalloc-3.9" -> Pymalloc.in(process, PoolGeometry.BEFORE_3_10);
          case "pymalloc" -> Pymalloc.in(process, PoolGeometry.FROM_3_10);
          case "micropython" -> BlockHeap.in(process, bytes);
          default ->
              throw new ScenarioException(
                  kind, "expected malloc, pymalloc-3.9, pymalloc or micropython");
        };
    stage.add(process.task());
    stage.use(process.task());
    heaps.put(process.task(), new Heap(allocator, new HashMap<>()));
    return "a process with an allocator and nothing allocated";
  }

  /// `alloc NAME BYTES [times N]`.
  String alloc(Token verb, ScenarioWords words) {
    Token name = words.next("a name for what is allocated");
    Token size = words.here();
    int bytes = words.number();
    int times = words.take("times") ? words.number() : 1;
    words.end();
    if (bytes < 1 || times < 1) {
      throw new ScenarioException(size, "expected at least 1");
    }
    Heap heap = heap(verb);
    List<Block> blocks = heap.blocks.computeIfAbsent(name.text(), ignored -> new ArrayList<>());
    for (int i = 0; i < times; i++) {
      stage.count(verb);
      blocks.add(new Block(heap.allocator.allocate(bytes), bytes));
    }
    return String.format(
        Locale.ROOT, "%,d × %,d bytes, the last at 0x%x", times, bytes, blocks.getLast().address());
  }

  /// `free NAME [every N]`: all, or the last of each N.
  String free(Token verb, ScenarioWords words) {
    Token name = words.next("what is freed");
    Token step = words.here();
    int every = words.take("every") ? words.number() : 1;
    words.end();
    Heap heap = heap(verb);
    @Nullable List<Block> blocks = heap.blocks.get(name.text());
    if (blocks == null) {
      throw new ScenarioException(name, "nothing is allocated as \"" + name.text() + "\"");
    }
    if (every < 1) {
      throw new ScenarioException(step, "expected at least 1");
    }
    List<Block> kept = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      if (i % every == every - 1) {
        stage.count(verb);
        heap.allocator.free(blocks.get(i).address());
      } else {
        kept.add(blocks.get(i));
      }
    }
    int freed = blocks.size() - kept.size();
    if (kept.isEmpty()) {
      heap.blocks.remove(name.text());
    } else {
      heap.blocks.put(name.text(), kept);
    }
    return String.format(Locale.ROOT, "%,d freed, %,d stay", freed, kept.size());
  }

  /// `show pools`: the lists in which CPython's allocator looks, of this process or of an
  /// interpreter in it.
  List<String> pools(Token at, Optional<CPythonModel> python) {
    if (python.isPresent()) {
      return PoolText.of(python.get().pymalloc().lists(DRAWN));
    }
    if (heap(at).allocator instanceof Pymalloc pymalloc) {
      return PoolText.of(pymalloc.lists(DRAWN));
    }
    throw new ScenarioException(at, "only CPython's allocator has pools");
  }

  private Heap heap(Token at) {
    @Nullable Heap heap = heaps.get(stage.current(at));
    if (heap == null) {
      throw new ScenarioException(at, "this process has no allocator");
    }
    return heap;
  }

  /// {@return a figure of the allocator of the process in use; empty if it is none of these}
  Optional<String> figure(Token at, String name) {
    return switch (name) {
      case "requested" -> Optional.of("" + count(at).requested());
      case "resident" -> Optional.of("" + count(at).resident());
      case "live" -> Optional.of("" + count(at).live());
      case "bookkeeping" -> Optional.of("" + count(at).bookkeeping());
      case "trapped" -> Optional.of("" + count(at).trapped());
      case "releasable" -> Optional.of("" + count(at).releasable());
      case "fragmentation" ->
          Optional.of(String.format(Locale.ROOT, "%.2f", PERCENT * count(at).fragmentation()));
      default -> Optional.empty();
    };
  }

  private HeapCount count(Token at) {
    Heap heap = heap(at);
    List<Block> blocks = heap.blocks.values().stream().flatMap(List::stream).toList();
    return HeapCount.of(
        heap.allocator,
        blocks.stream().mapToLong(Block::address),
        blocks.stream().mapToLong(Block::bytes).sum());
  }

  private record Heap(ModelAllocator allocator, Map<String, List<Block>> blocks) {}

  private record Block(long address, long bytes) {}
}
