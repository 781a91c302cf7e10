package dev.fathom.runtime.toy;

import dev.fathom.malloc.StaticData;
import dev.fathom.malloc.Violations;
import dev.fathom.model.dialect.Dialect;
import dev.fathom.runtime.Runtime;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The runtime of `toy.c`: a process may have several heaps, each in a static variable.
public final class Toy implements Runtime {
  private static final long MAGIC = 0x70616568_2d796f74L; // "toy-heap"

  @Override
  public Dialect dialect() {
    return new ToyDialect();
  }

  @Override
  public List<Recognised> recognise(Target target) {
    Words words = new Words(target.memory());
    List<Recognised> heaps = new ArrayList<>();
    StaticData.find(
        target,
        address -> {
          if (words.u64(address) == MAGIC) {
            heaps.add(new Found(address, name(words.u64(address + ToyHeap.NAME))));
          }
          return false;
        });
    return heaps;
  }

  private static String name(long letters) {
    StringBuilder name = new StringBuilder();
    for (long left = letters; (left & 0xff) != 0; left >>>= Byte.SIZE) {
      name.append((char) (left & 0xff));
    }
    return new String(
        name.toString().getBytes(StandardCharsets.US_ASCII), StandardCharsets.US_ASCII);
  }

  private record Found(long heap, String instance) implements Recognised {
    @Override
    public Dialect dialect() {
      return new ToyDialect();
    }

    @Override
    public String version() {
      return "1";
    }

    @Override
    public String title() {
      return "Toy 1";
    }

    @Override
    public boolean stripped() {
      return false;
    }

    @Override
    public List<String> limits() {
      return List.of();
    }

    @Override
    public Instance announce(Target target, Words words, Violations violations) {
      return new ToyHeap(heap, instance, words);
    }
  }
}
