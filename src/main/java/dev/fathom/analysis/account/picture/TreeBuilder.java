package dev.fathom.analysis.account.picture;

import dev.fathom.analysis.account.BalanceSheet;
import dev.fathom.analysis.account.Leaf;
import dev.fathom.analysis.account.PieceListener;
import dev.fathom.model.Cursor;
import dev.fathom.model.Findings;
import dev.fathom.model.dialect.Dialect;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.Arena;
import dev.fathom.model.memory.Heaps;
import dev.fathom.model.memory.Mapping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Grows a [MemoryTree], mapping by mapping: what one of them has is folded before the next begins.
///
/// **Cost**: one look into a hash table a piece. **Memory**: some hundred bytes for each type in
/// one mapping.
final class TreeBuilder implements PieceListener {
  /// A node that has less than this part of all is not listed by itself.
  static final int SMALLEST_PART = 1500;

  private static final String NO_NAME = "anonymous memory";

  private final Findings findings;
  private final Dialect dialect;
  private final List<String> arenas;
  private final String pools;
  private final long least;

  /// The subtrees of the mappings that are done, by what is mapped.
  private final Map<String, List<MemoryTree>> files = new LinkedHashMap<>();

  private final Map<Key, Tally> tallies = new HashMap<>();
  private @Nullable Mapping mapping;
  private Key lastKey = new Key("", Leaf.Group.UNEXPLAINED, false, 0);
  private Tally lastTally = new Tally();

  /// @param arena the name of the arena
  /// @param typed whether `detail` is a type, else the logarithm of a size
  private record Key(String arena, Leaf.Group group, boolean typed, int detail) {}

  private static final class Tally {
    private long bytes;
    private long pieces;
  }

  TreeBuilder(Findings findings) {
    this.findings = findings;
    this.dialect = findings.dialect();
    this.arenas = findings.heaps().arenas().stream().map(TreeBuilder::name).toList();
    this.pools = dialect.title() + "'s " + dialect.terms().pools();
    this.least = Math.max(1, findings.counters().rss() / SMALLEST_PART);
  }

  @Override
  public void piece(Cursor at, Leaf.Group group, long start, long end, long resident, int owner) {
    Area area = Objects.requireNonNull(at.area());
    if (mapping == null || area.mapping().start() != mapping.start()) {
      closeMapping();
      mapping = area.mapping();
    }
    if (resident == 0) {
      return;
    }
    String arena = arena(at, area);
    boolean typed = owner != Cursor.NONE;
    int detail =
        typed
            ? findings.objects().type(owner)
            : at.layer() == Cursor.Layer.AREA
                ? -1
                : Long.SIZE - 1 - Long.numberOfLeadingZeros(end - start);
    Tally tally = tally(arena, group, typed, detail);
    tally.bytes += resident;
    tally.pieces++;
  }

  private Tally tally(String arena, Leaf.Group group, boolean typed, int detail) {
    // Neighbours are mostly alike.
    if (lastKey.detail != detail
        || lastKey.group != group
        || lastKey.typed != typed
        || !lastKey.arena.equals(arena)) {
      lastKey = new Key(arena, group, typed, detail);
      lastTally = tallies.computeIfAbsent(lastKey, key -> new Tally());
    }
    return lastTally;
  }

  private String arena(Cursor at, Area area) {
    return switch (at.layer()) {
      case AREA -> area.kind().label();
      case BLOCK -> pools;
      case CHUNK -> {
        int id = at.arena();
        yield id == Heaps.NONE ? "chunks of no arena" : arenas.get(id);
      }
    };
  }

  private static String name(Heaps.NamedArena named) {
    Arena arena = named.arena();
    return switch (arena.kind()) {
      case MAIN -> named.allocator() + ", main arena";
      case THREAD -> named.allocator() + ", arena " + arena.number();
      case MAPPED -> named.allocator() + ", mapped chunks";
      case REGIONS -> named.allocator();
    };
  }

  private void closeMapping() {
    Mapping done = mapping;
    if (done == null) {
      return;
    }
    Map<String, Map<Leaf.Group, List<MemoryTree>>> arenas = new LinkedHashMap<>();
    tallies.forEach((key, tally) ->
        arenas
            .computeIfAbsent(key.arena, arena -> new LinkedHashMap<>())
            .computeIfAbsent(key.group, group -> new ArrayList<>())
            .add(detail(key, tally)));
    tallies.clear();
    lastKey = new Key("", Leaf.Group.UNEXPLAINED, false, 0);
    if (arenas.isEmpty()) {
      return;
    }
    List<MemoryTree> children = new ArrayList<>();
    arenas.forEach((arena, groups) -> {
      List<MemoryTree> accounts = new ArrayList<>();
      groups.forEach((group, details) -> accounts.add(account(group, details)));
      children.add(MemoryTree.of(arena, MemoryTree.Kind.ARENA, accounts));
    });
    String address =
        String.format(Locale.ROOT, "%x-%x %s", done.start(), done.end(), done.permissions());
    files
        .computeIfAbsent(done.name().isEmpty() ? NO_NAME : done.name(), name -> new ArrayList<>())
        .add(MemoryTree.of(address, MemoryTree.Kind.MAPPING, children).pruned(least));
  }

  private MemoryTree account(Leaf.Group group, List<MemoryTree> details) {
    MemoryTree account =
        MemoryTree.of(group.label(dialect, findings), MemoryTree.Kind.ACCOUNT, details);
    boolean bare = details.size() == 1 && details.getFirst().name().isEmpty();
    return bare
        ? new MemoryTree(
            account.name(),
            account.kind(),
            account.account(),
            account.bytes(),
            account.pieces(),
            List.of())
        : account;
  }

  private MemoryTree detail(Key key, Tally tally) {
    String name =
        key.typed
            ? findings.types().get(key.detail).qualifiedName()
            : key.detail < 0 ? "" : sizes(1L << key.detail);
    return new MemoryTree(
        name,
        key.typed ? MemoryTree.Kind.TYPE : MemoryTree.Kind.SIZE,
        key.group.id(dialect),
        tally.bytes,
        tally.pieces,
        List.of());
  }

  /// {@return the name of a class of sizes: `pieces of 512 B up`}
  private static String sizes(long from) {
    if (from < 1 << 10) {
      return "pieces of " + from + " B up";
    }
    if (from < 1 << 20) {
      return "pieces of " + (from >> 10) + " KiB up";
    }
    return "pieces of " + (from >> 20) + " MiB up";
  }

  /// {@return the whole tree}
  ///
  /// @param sheet what the pieces were booked in
  MemoryTree build(BalanceSheet sheet) {
    closeMapping();
    mapping = null;
    List<MemoryTree> children = new ArrayList<>();
    files.forEach((name, mappings) ->
        children.add(
            mappings.size() == 1
                ? new MemoryTree(
                    name,
                    MemoryTree.Kind.FILE,
                    mappings.getFirst().account(),
                    mappings.getFirst().bytes(),
                    mappings.getFirst().pieces(),
                    mappings.getFirst().children())
                : MemoryTree.of(name, MemoryTree.Kind.FILE, mappings)));
    long recount = sheet.resident("unexplained.recount");
    if (recount != 0) {
      children.add(
          new MemoryTree(
              Leaf.RECOUNT.label,
              MemoryTree.Kind.ACCOUNT,
              Leaf.Group.UNEXPLAINED.id,
              recount,
              1,
              List.of()));
    }
    return MemoryTree.of("Rss", MemoryTree.Kind.RSS, children).pruned(least);
  }
}
