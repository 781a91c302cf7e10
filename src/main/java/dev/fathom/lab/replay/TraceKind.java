package dev.fathom.lab.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// Traces that are made up. The same kind, number of steps and seed make the same trace.
public enum TraceKind {
  /// Sizes of 1 to 4,096 bytes, freed in any order; half as many are live in the end as at most.
  UNIFORM {
    @Override
    void make(Trace trace, int steps, Random random) {
      List<Integer> live = new ArrayList<>();
      for (int step = 0; step < steps; step++) {
        boolean grows = random.nextInt(10) < (step < steps / 2 ? 7 : 4);
        if (live.isEmpty() || grows) {
          live.add(trace.allocate(1 + random.nextInt(UNIFORM_MOST)));
        } else {
          trace.free(taken(live, random.nextInt(live.size())));
        }
      }
    }
  },

  /// The fourth talk's script: ever larger texts, of which every second one is freed.
  TALK4 {
    @Override
    void make(Trace trace, int steps, Random random) {
      int count = steps / 8; // 5.2 texts for each of them, and a free for every second text
      for (int size = 1; size <= SIZES; size++) {
        List<Integer> all = new ArrayList<>();
        for (int made = 0; made < count / size; made++) {
          all.add(trace.allocate(TEXT_HEAD + (long) size * STEP));
        }
        for (int index = 1; index < all.size(); index += 2) {
          trace.free(all.get(index));
        }
      }
    }
  },

  /// The same, and then all is freed but the last block: what a deleted list leaves behind.
  TALK4_DELETED {
    @Override
    void make(Trace trace, int steps, Random random) {
      int count = steps / 11;
      List<Integer> kept = new ArrayList<>();
      for (int size = 1; size <= SIZES; size++) {
        List<Integer> all = new ArrayList<>();
        for (int made = 0; made < count / size; made++) {
          all.add(trace.allocate(TEXT_HEAD + (long) size * STEP));
        }
        for (int index = 0; index < all.size(); index++) {
          if (index % 2 == 1) {
            trace.free(all.get(index));
          } else {
            kept.add(all.get(index));
          }
        }
      }
      trace.allocate(LATE);
      kept.forEach(trace::free);
    }
  },

  /// A list that grows an item at a time, beside small objects that it holds.
  GROWING {
    @Override
    void make(Trace trace, int steps, Random random) {
      long room = ITEM;
      int list = trace.allocate(room);
      for (int step = 1; step < steps; step++) {
        if ((long) trace.blocks() * ITEM > room && trace.count() < steps - 1) {
          room = room + room / ITEM + 2 * ITEM;
          trace.reallocate(list, room);
          step++;
        }
        trace.allocate(OBJECT);
      }
    }
  },

  /// A server: each request allocates some hundred blocks and frees nearly all of them; a few stay
  /// in a cache, from which the oldest are thrown out.
  SERVER {
    @Override
    void make(Trace trace, int steps, Random random) {
      List<Integer> cache = new ArrayList<>();
      while (trace.count() < steps - 2 * REQUEST - 2) {
        List<Integer> request = new ArrayList<>();
        for (int block = 0; block < REQUEST; block++) {
          int most = random.nextInt(50) == 0 ? LARGE : random.nextInt(8) == 0 ? UNIFORM_MOST : 256;
          request.add(trace.allocate(1 + random.nextInt(most)));
        }
        cache.add(taken(request, random.nextInt(request.size())));
        while (!request.isEmpty()) {
          trace.free(taken(request, random.nextInt(request.size())));
        }
        if (cache.size() > CACHE) {
          trace.free(cache.removeFirst());
        }
      }
    }
  };

  private static final int UNIFORM_MOST = 4096;
  private static final int SIZES = 99;
  private static final int STEP = 16;
  private static final int TEXT_HEAD = 37; // str of Python 2.6, in which the talk's script ran
  private static final int LATE = 5000;
  private static final int ITEM = 8;
  private static final int OBJECT = 32;
  private static final int REQUEST = 100;
  private static final int LARGE = 100_000;
  private static final int CACHE = 2000;

  abstract void make(Trace trace, int steps, Random random);

  /// {@return a trace of about so many steps}
  ///
  /// @param steps 1 to [Trace#MOST_STEPS]
  public Trace trace(int steps, long seed) {
    if (steps < 1 || steps > Trace.MOST_STEPS) {
      throw new IllegalArgumentException("a trace has 1 to 2000000 steps");
    }
    Trace trace = new Trace();
    make(trace, steps, new Random(seed));
    return trace;
  }

  private static int taken(List<Integer> blocks, int index) {
    int block = blocks.get(index);
    blocks.set(index, blocks.getLast());
    blocks.removeLast();
    return block;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
