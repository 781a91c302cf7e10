package dev.fathom.model.memory;

import dev.fathom.model.column.AddressColumn;
import dev.fathom.model.column.ByteColumn;
import dev.fathom.model.column.IntColumn;
import dev.fathom.model.column.LongColumn;
import java.util.ArrayList;
import java.util.List;

/// Which memory was read by whom: a tree, whose nodes are ranges that one party knows.
///
/// Claims stand in address order, each before those within it. Claims of one parent do not overlap;
/// what none of them covers is known to nobody better than to the parent: at the top, to the
/// mapping. **Memory**: 21 bytes a claim.
public final class ClaimTable {
  /// A claim within no other.
  public static final int NO_PARENT = -1;

  /// How a party knows a range.
  public enum Kind {
    /// From an allocator's own tables.
    SEGMENT(0, "segment"),
    /// From what begins there: a chunk with a mapping of its own, an arena of pools.
    FOUND(1, "found"),
    /// Variables of a module.
    VARIABLES(2, "variables"),
    /// The stack of a thread, as far as it is in use.
    STACK(3, "stack"),
    /// A part of a segment that was walked at once.
    STRETCH(4, "stretch");

    private static final Kind[] ALL = values();

    private final byte code;
    private final String id;

    Kind(int code, String id) {
      this.code = (byte) code;
      this.id = id;
    }

    /// {@return what stands for it in columns and files; it does not change}
    public byte code() {
      return code;
    }

    /// {@return the kind of a code, below [#count]}
    public static Kind of(int code) {
      return ALL[code];
    }

    /// {@return how many codes there are}
    public static int count() {
      return ALL.length;
    }

    /// {@return its name in JSON; it does not change}
    public String id() {
      return id;
    }
  }

  private final List<String> parties = new ArrayList<>();
  private final ByteColumn kinds = new ByteColumn();
  private final IntColumn owners = new IntColumn();
  private final IntColumn parents = new IntColumn();
  private final AddressColumn starts = new AddressColumn();
  private final LongColumn ends = new LongColumn();

  /// Adds a party.
  ///
  /// @param name as a reader calls it: `glibc 2.36`
  /// @return its number
  public int party(String name) {
    parties.add(name);
    return parties.size() - 1;
  }

  /// {@return the names of the parties, by number}
  public List<String> parties() {
    return List.copyOf(parties);
  }

  /// Adds a claim.
  ///
  /// @param parent the claim that it lies in, or [#NO_PARENT]
  /// @return its number
  public int add(Kind kind, int party, int parent, long start, long end) {
    kinds.add(kind.code());
    owners.add(party);
    parents.add(parent);
    starts.add(start);
    ends.add(end);
    return count() - 1;
  }

  /// Says where a claim ends that was added before it was known.
  public void end(int claim, long end) {
    ends.set(claim, end);
  }

  /// Adds the claims of a table whose parties have the numbers that they have here, and which lie
  /// above all that are there.
  public void addAll(ClaimTable above) {
    int shift = count();
    for (int claim = 0; claim < above.count(); claim++) {
      int parent = above.parent(claim);
      int _ =
          add(
              above.kind(claim),
              above.party(claim),
              parent == NO_PARENT ? NO_PARENT : parent + shift,
              above.start(claim),
              above.end(claim));
    }
  }

  public int count() {
    return starts.count();
  }

  public Kind kind(int claim) {
    return Kind.of(kinds.get(claim));
  }

  /// {@return the number of whose it is}
  public int party(int claim) {
    return owners.get(claim);
  }

  /// {@return the claim that it lies in, or [#NO_PARENT]}
  public int parent(int claim) {
    return parents.get(claim);
  }

  /// {@return first address}
  public long start(int claim) {
    return starts.get(claim);
  }

  /// {@return address after the last}
  public long end(int claim) {
    return ends.get(claim);
  }

  /// {@return the smallest claim that an address lies in, or -1} **Cost**: logarithmic.
  public int at(long address) {
    int claim = starts.atOrBelow(address);
    while (claim >= 0 && Long.compareUnsigned(address, end(claim)) >= 0) {
      // A stretch that ends before it: its parent may go on.
      claim = parent(claim);
    }
    return claim;
  }
}
