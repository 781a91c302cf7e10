package dev.fathom.cli;

import dev.fathom.analysis.account.Bookkeeper;
import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.Warning;
import dev.fathom.model.memory.Mapping;
import dev.fathom.mutants.MutantOutcome;
import dev.fathom.mutants.MutantSort;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.Target;
import dev.fathom.testing.RecordedTarget;
import dev.fathom.testing.SleepingTarget;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/// Memory that is torn, corrupt or hostile. A real process is recorded once and then damaged in
/// every way that comes to mind.
public final class TornMemory implements MutantSort {
  private static final int PAGE_BYTES = 4096;
  private static final int WORDS_IN_PAGE = PAGE_BYTES / Long.BYTES;

  /// What makes bounds fail: words that stand at the edge of some type, or mean something to
  /// somebody.
  private static final List<Long> ODD_WORDS =
      List.of(
          0L,
          1L,
          -1L,
          8L,
          0x10L,
          0x21L,
          0xffL,
          0x7fff_ffffL,
          0x8000_0000L,
          0xffff_ffffL,
          1L << 32,
          1L << 40,
          0x7fff_ffff_f000L,
          0x7fff_ffff_ffff_f000L,
          Long.MAX_VALUE,
          Long.MIN_VALUE,
          0x8000_0000_0000_1000L,
          -4096L,
          -16L);

  private final String name;
  private final SleepingTarget process;
  private final Target live;
  private final RecordedTarget record;

  private TornMemory(String name, SleepingTarget process, Target live, RecordedTarget record) {
    this.name = name;
    this.process = process;
    this.live = live;
    this.record = record;
  }

  /// Records a process.
  ///
  /// @param process which ends with this
  public static TornMemory of(String name, SleepingTarget process) {
    try {
      Target live = LiveProcess.open(Math.toIntExact(process.pid()), Freeze.PTRACE);
      return new TornMemory(name, process, live, RecordedTarget.of(live));
    } catch (ProcessAccessException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public MutantOutcome tryOut(List<Long> lineage) {
    RecordedTarget torn = record.copy();
    for (long number : lineage) {
      SplittableRandom random = new SplittableRandom(number);
      int damages = 1 + random.nextInt(3);
      for (int damage = 0; damage < damages; damage++) {
        damage(torn, random);
      }
    }
    try {
      return new MutantOutcome(said(TornMemoryTest.assertAddsUp(torn)), false, "");
    } catch (ProcessAccessException refused) {
      return new MutantOutcome(
          String.valueOf(refused.getMessage()).replaceAll("\\d+", ""), true, "");
    }
  }

  private static String said(Findings findings) {
    TreeSet<String> said = new TreeSet<>();
    for (Warning warning : findings.warnings()) {
      said.add(warning.code());
    }
    Bookkeeper.balance(findings).accounts().forEach(account -> said.add(account.id()));
    return said.toString();
  }

  @Override
  public void close() {
    live.close();
    process.close();
  }

  private static void damage(RecordedTarget torn, SplittableRandom random) {
    int kind = random.nextInt(10);
    long[] pages = torn.writablePages();
    if (pages.length == 0) {
      return;
    }
    switch (kind) {
      case 0 ->
          manyTimes(
              random, 3000, each -> torn.word(anyWord(pages, random), odd(torn, pages, random)));
      case 1 -> {
        // Where allocators and interpreters have their own words: at the start of a page.
        manyTimes(
            random,
            300,
            each ->
                torn.word(
                    anyPage(pages, random) + 8L * random.nextInt(8), odd(torn, pages, random)));
      }
      case 2 -> flipStaticData(torn, random);
      case 3 ->
          manyTimes(
              random,
              pages.length,
              each -> torn.page(anyPage(pages, random), new byte[PAGE_BYTES]));
      case 4 -> {
        manyTimes(
            random,
            100,
            each -> {
              byte[] noise = new byte[PAGE_BYTES];
              random.nextBytes(noise);
              torn.page(anyPage(pages, random), noise);
            });
      }
      case 5 -> {
        // A page as it was before, or as another one is.
        manyTimes(
            random,
            200,
            each -> torn.page(anyPage(pages, random), torn.page(anyPage(pages, random))));
      }
      case 6 -> manyTimes(random, 200, each -> torn.state(anyPage(pages, random), state(random)));
      case 7 -> cut(torn, random);
      case 8 -> {
        // Sizes of chunks, pools, objects: a little off.
        manyTimes(
            random,
            2000,
            each -> {
              long at = anyWord(pages, random);
              torn.word(at, torn.word(at) + 8L * random.nextInt(-4, 5));
            });
      }
      default -> {
        // Pointers that lead elsewhere, most of them to something of the kind: rings arise.
        manyTimes(
            random,
            3000,
            each -> {
              long at = anyWord(pages, random);
              if (leadsIntoTarget(torn, torn.word(at))) {
                torn.word(at, torn.word(anyWord(pages, random)));
              }
            });
      }
    }
  }

  private static void flipStaticData(RecordedTarget torn, SplittableRandom random) {
    List<Mapping> data =
        torn.mappings().stream().filter(m -> m.ofFile() && m.writable() && !m.shared()).toList();
    if (!data.isEmpty()) {
      long[] pages =
          data.stream()
              .flatMapToLong(
                  m -> LongStream.iterate(m.start(), a -> a < m.end(), a -> a + PAGE_BYTES))
              .toArray();
      manyTimes(random, 200, each -> torn.word(anyWord(pages, random), odd(torn, pages, random)));
    }
  }

  private static void cut(RecordedTarget torn, SplittableRandom random) {
    manyTimes(
        random,
        6,
        each -> {
          int number = random.nextInt(torn.mappings().size());
          Mapping mapping = torn.mappings().get(number);
          long pages = mapping.bytes() / PAGE_BYTES;
          long first = random.nextBoolean() ? 0 : random.nextLong(pages);
          long last = random.nextBoolean() ? pages : first + random.nextLong(pages - first);
          torn.cut(
              number, mapping.start() + first * PAGE_BYTES, mapping.start() + last * PAGE_BYTES);
        });
  }

  /// Once, or up to `most` times: mostly few.
  private static void manyTimes(SplittableRandom random, int most, Consumer<Integer> action) {
    int times = 1 + random.nextInt(1 + random.nextInt(Math.max(1, most)));
    for (int i = 0; i < times; i++) {
      action.accept(i);
    }
  }

  private static long anyPage(long[] pages, SplittableRandom random) {
    return pages[random.nextInt(pages.length)];
  }

  private static long anyWord(long[] pages, SplittableRandom random) {
    return anyPage(pages, random) + 8L * random.nextInt(WORDS_IN_PAGE);
  }

  private static long odd(RecordedTarget torn, long[] pages, SplittableRandom random) {
    long word = torn.word(anyWord(pages, random));
    return switch (random.nextInt(6)) {
      case 0 -> random.nextLong();
      case 1 -> word ^ 1L << random.nextInt(Long.SIZE);
      case 2 -> anyWord(pages, random);
      case 3 -> anyWord(pages, random) + random.nextInt(8);
      case 4 -> word;
      default -> ODD_WORDS.get(random.nextInt(ODD_WORDS.size()));
    };
  }

  private static int state(SplittableRandom random) {
    List<Integer> states =
        List.of(RecordedTarget.ABSENT, RecordedTarget.SWAPPED, RecordedTarget.ZERO);
    return states.get(random.nextInt(states.size()));
  }

  private static boolean leadsIntoTarget(RecordedTarget torn, long word) {
    return torn.mappings().stream().anyMatch(mapping -> mapping.contains(word));
  }
}
