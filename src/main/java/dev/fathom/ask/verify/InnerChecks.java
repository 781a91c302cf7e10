package dev.fathom.ask.verify;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.account.Account;
import dev.fathom.analysis.account.BalanceSheet;
import dev.fathom.analysis.account.TypeCount;
import dev.fathom.analysis.graph.Dominators;
import dev.fathom.analysis.graph.OwnSizes;
import dev.fathom.analysis.graph.Retained;
import dev.fathom.model.Findings;
import dev.fathom.model.column.Extents;
import dev.fathom.model.memory.Arena;
import dev.fathom.model.memory.BlockState;
import dev.fathom.model.memory.ClaimTable;
import dev.fathom.model.memory.Heaps;
import dev.fathom.model.memory.PoolTable;
import dev.fathom.model.object.ObjectTable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// What can be counted in two ways within one look: by the target's own counts, or by a path of its
/// own through what was found.
final class InnerChecks {
  private static final String BYTES = "bytes";
  private static final long PAGE = 4096;

  private final Analysis analysis;
  private final Findings findings;
  private final List<Check> checks = new ArrayList<>();

  private InnerChecks(Analysis analysis) {
    this.analysis = analysis;
    this.findings = analysis.findings();
  }

  static List<Check> of(Analysis analysis) {
    InnerChecks checks = new InnerChecks(analysis);
    checks.balance();
    checks.heaps();
    checks.pools();
    checks.objects();
    checks.graph();
    return checks.checks;
  }

  private void balance() {
    BalanceSheet sheet = analysis.sheet();
    add(
        "balance.leaves",
        "rows of the balance",
        BYTES,
        leaves(sheet.accounts()),
        sheet.rss(),
        "Rss");
    add(
        "balance.negative",
        "rows of the balance below zero",
        "rows",
        negative(sheet.accounts()),
        0,
        "none can be");
    add(
        "invariants",
        "invariants of the structures that do not hold",
        "times",
        findings.cost().violations(),
        0,
        "none should");
  }

  private static long leaves(List<Account> accounts) {
    return accounts.stream()
        .mapToLong(account ->
            account.children().isEmpty() ? account.resident() : leaves(account.children()))
        .sum();
  }

  private static long negative(List<Account> accounts) {
    return accounts.stream()
        .mapToLong(account -> (account.resident() < 0 ? 1 : 0) + negative(account.children()))
        .sum();
  }

  /// What allocators count themselves, as `system_mem` of glibc's arenas and `mmapped_mem` (of
  /// which `mallinfo` is made).
  private void heaps() {
    Heaps heaps = findings.heaps();
    for (int number = 0; number < heaps.arenas().size(); number++) {
      Heaps.NamedArena named = heaps.arenas().get(number);
      long said = named.arena().systemBytes();
      if (said == Arena.NOT_SAID) {
        continue;
      }
      boolean mapped = named.arena().kind() == Arena.Kind.MAPPED;
      add(
          "malloc.system",
          named.allocator()
              + (mapped
                  ? ", chunks with a mapping of their own"
                  : ", arena " + named.arena().number() + ": its heaps"),
          BYTES,
          mapped ? found(named.allocator()) : ranges(number),
          said,
          "malloc's own count");
    }
  }

  private long ranges(int arena) {
    return findings.heaps().ranges().stream()
        .filter(range -> range.arena() == arena)
        .mapToLong(range -> range.end() - range.start())
        .sum();
  }

  /// {@return bytes of what an allocator recognised by what begins there}
  private long found(String allocator) {
    ClaimTable claims = findings.claims();
    long bytes = 0;
    for (int claim = 0; claim < claims.count(); claim++) {
      if (claims.kind(claim) == ClaimTable.Kind.FOUND
          && claims.parties().get(claims.party(claim)).equals(allocator)) {
        bytes += claims.end(claim) - claims.start(claim);
      }
    }
    return bytes;
  }

  /// Each pool counts in its head what it handed out, and its free ones are on a chain.
  private void pools() {
    PoolTable pools = findings.pools();
    if (pools.count() == 0) {
      return;
    }
    long counted = 0;
    long found = 0;
    for (int pool = 0; pool < pools.count(); pool++) {
      counted += pools.live(pool);
      found += handedOut(pool);
    }
    add(
        "pools.live",
        "blocks of pools that are handed out",
        "blocks",
        found,
        counted,
        "the pools' own counts");
  }

  /// {@return in how many blocks of a pool there is something} A debugging allocator has padding in
  /// each, or nothing else.
  private long handedOut(int pool) {
    PoolTable pools = findings.pools();
    Extents blocks = findings.blocks();
    long start = pools.address(pool);
    long end = start + ((long) pools.capacity(pool) * pools.blockBytes(pool) + PAGE - 1 & -PAGE);
    if (pool + 1 < pools.count()) {
      end = Math.min(end, pools.address(pool + 1));
    }
    long first = start;
    long last = -1;
    long found = 0;
    for (int piece = Math.max(0, blocks.at(start));
        piece < blocks.count() && blocks.start(piece) < end;
        piece++) {
      int state = blocks.state(piece);
      if (blocks.start(piece) < start || state == Extents.NOTHING) {
        continue;
      }
      if (blocks.start(piece) == start && BlockState.of(state) == BlockState.HEADER) {
        first = blocks.end(piece);
      } else if (isHandedOut(BlockState.of(state))) {
        long block = (blocks.start(piece) - first) / pools.blockBytes(pool);
        found += block == last ? 0 : 1;
        last = block;
      }
    }
    return found;
  }

  private static boolean isHandedOut(BlockState state) {
    return switch (state) {
      case LIVE, YOUNG, BODY, KEPT, KEPT_FRAME, PADDING -> true;
      case FREE, VIRGIN, HEADER, TAIL, FRAMES, CACHE, MARKS, NURSERY -> false;
    };
  }

  private void objects() {
    ObjectTable objects = findings.objects();
    List<TypeCount> types = analysis.sheet().types();
    add(
        "objects.count",
        "objects, one by one",
        "objects",
        IntStream.range(0, objects.count()).filter(this::isRuntimes).count(),
        types.stream().mapToLong(TypeCount::count).sum(),
        "by type");
    add(
        "objects.shallow",
        "their own sizes, one by one",
        BYTES,
        IntStream.range(0, objects.count())
            .filter(this::isRuntimes)
            .mapToLong(objects::shallow)
            .sum(),
        types.stream().mapToLong(TypeCount::shallow).sum(),
        "by type");
  }

  /// Memory that nobody handed out is an object, too, and of no runtime.
  private boolean isRuntimes(int object) {
    return !findings.types().isMapped(findings.objects().type(object));
  }

  /// What each object keeps is summed up along the tree of dominators: all that nothing keeps, and
  /// what is in nobody's reach, are all objects.
  private void graph() {
    Dominators dominators = analysis.dominators();
    Retained retained = analysis.retained();
    OwnSizes own = analysis.sizes();
    long kept = 0;
    for (int object = 0; object < own.count(); object++) {
      int dominator = dominators.of(object);
      if (dominator == Dominators.OUTSIDE) {
        kept += retained.bytes(object);
      } else if (dominator == Dominators.UNREACHED) {
        kept += own.allocated(object);
      }
    }
    add(
        "graph.retained",
        "what the objects keep that no other keeps",
        BYTES,
        kept,
        own.allocated(),
        "all objects with their buffers");
  }

  private void add(String id, String what, String unit, long fathom, long other, String witness) {
    checks.add(Check.of(id, what, unit, fathom, other, witness));
  }
}
