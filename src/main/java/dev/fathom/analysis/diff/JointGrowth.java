package dev.fathom.analysis.diff;

import dev.fathom.analysis.graph.IntList;
import dev.fathom.analysis.owners.JointGroups;
import dev.fathom.analysis.owners.Owners.Owner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/// What came and went among objects that several hold, none of them alone. No row of one object can
/// tell of these but that of the dominator, which is often a module, or none at all.
///
/// A group is the same on both sides if its type is, by name, and if those who hold it are.
final class JointGrowth {
  private final Side before;
  private final Side after;
  private final Matching matching;

  JointGrowth(Side before, Side after, Matching matching) {
    this.before = before;
    this.after = after;
    this.matching = matching;
  }

  /// One group, as far as it changed.
  static final class Group {
    private final JointGroups told;
    private final int number;
    private boolean gone;
    private final IntList young = new IntList();
    private final IntList old = new IntList();
    private long growth;

    private Group(JointGroups told, int number) {
      this.told = told;
      this.number = number;
    }

    /// {@return how many bytes more its members keep}
    long growth() {
      return growth;
    }

    /// Whether nothing is left of it.
    boolean gone() {
      return gone;
    }

    Owner owner() {
      return told.told(number);
    }

    /// {@return its members on the later side that changed}
    IntStream young() {
      return IntStream.range(0, young.count()).map(young::get);
    }

    /// {@return its members on the earlier side that are gone}
    IntStream old() {
      return IntStream.range(0, old.count()).map(old::get);
    }
  }

  /// By what a group is known on either side.
  ///
  /// @param holders on the later side; of very many none; with those who are gone as negative
  ///   numbers
  private record Key(int type, List<Integer> holders) {}

  /// {@return the groups below a dominator that changed}
  ///
  /// @param old it on the earlier side
  /// @param young it on the later side
  /// @param grown by how many bytes what is at and below an object of the later side has grown that
  ///   no row tells of
  /// @param went how many bytes went with an object of the earlier side
  Collection<Group> below(int old, int young, IntToLongFunction grown, IntToLongFunction went) {
    Map<Key, Group> groups = new LinkedHashMap<>();
    JointGroups later = JointGroups.below(after.owners(), young);
    Group[] byNumber = new Group[later.count()];
    later.tell((member, number) -> {
      long bytes = grown.applyAsLong(member);
      if (bytes != 0) {
        if (byNumber[number] == null) {
          Key key =
              new Key(
                  matching.types().after(after.type(member)),
                  later.hasMoreHolders(number) ? List.of() : list(later.holders(number)));
          byNumber[number] = groups.computeIfAbsent(key, absent -> new Group(later, number));
        }
        byNumber[number].young.add(member);
        byNumber[number].growth += bytes;
      }
    });
    addGone(old, went, groups);
    return new ArrayList<>(groups.values());
  }

  private void addGone(int old, IntToLongFunction went, Map<Key, Group> groups) {
    JointGroups earlier = JointGroups.below(before.owners(), old);
    Group[] byNumber = new Group[earlier.count()];
    BitSet survive = new BitSet();
    earlier.tell((member, number) -> {
      survive.set(number, survive.get(number) || matching.after(member) != Matching.NONE);
      long bytes = went.applyAsLong(member);
      if (bytes != 0) {
        if (byNumber[number] == null) {
          Key key =
              new Key(
                  matching.types().before(before.type(member)),
                  earlier.hasMoreHolders(number) ? List.of() : later(earlier.holders(number)));
          byNumber[number] = groups.computeIfAbsent(key, absent -> new Group(earlier, number));
        }
        byNumber[number].old.add(member);
        byNumber[number].growth -= bytes;
      }
    });
    for (Group group : groups.values()) {
      group.gone = group.told == earlier && !survive.get(group.number);
    }
  }

  /// {@return the later selves of objects; of those that are gone a number of their own}
  private List<Integer> later(int[] objects) {
    return Arrays.stream(objects)
        .map(object -> matching.after(object) == Matching.NONE ? ~object : matching.after(object))
        .sorted()
        .boxed()
        .toList();
  }

  private static List<Integer> list(int[] objects) {
    return Arrays.stream(objects).sorted().boxed().toList();
  }
}
