package dev.fathom.survey;

import dev.fathom.model.column.IntQueue;
import dev.fathom.model.object.BufferTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// C memory to which several objects lead: a document of which each has a node, a structure to
/// which each has a pointer. It is none's alone, though one of them was found first.
///
/// Two objects share memory if the structures of one lead to those of the other in many places: a
/// word that is left over leads there once. All that is reached from there is theirs together.
///
/// **Cost**: as much as following all words of structures twice more, at the most. **Memory**: a
/// byte a buffer, and 4 where anything is shared.
final class JointMemory {
  /// So many words lead from the structures of one object to those of another by no accident.
  private static final int OFTEN = 16;

  /// What is less is told with the object that was found first.
  private static final long LEAST_BYTES = 16 << 10;

  private static final int MOST_PAIRS = 1 << 16;
  private static final int MOST_GROUPS = 1 << 12;

  /// More objects that lead to the same memory are not told apart.
  private static final int MOST_OWNERS = 16;

  private final BufferTable buffers;
  private final KeptWords words;

  /// How often the structures of one object lead to those of another: both in one word.
  private final Map<Long, Integer> links = new HashMap<>();

  private final List<int[]> groups = new ArrayList<>();
  private final Map<List<Integer>, Integer> numbers = new HashMap<>();

  /// Of each buffer the number of the objects that share it, plus one; 0 where only one has it.
  private int[] groupOf = new int[0];

  /// Buffers whose owners others have to hear of.
  private final IntQueue changed;

  private JointMemory(BufferTable buffers, KeptWords words) {
    this.buffers = buffers;
    this.words = words;
    this.changed = new IntQueue(buffers.count());
  }

  /// Memory that some objects share.
  ///
  /// @param owners the objects, ascending
  /// @param buffers of which it consists, ascending
  // Of some dozens, none is compared.
  @SuppressWarnings("ArrayRecordComponent")
  record Shared(int[] owners, int[] buffers) {}

  /// Finds what is shared. After [HeldMemory#spread].
  static List<Shared> find(BufferTable buffers, KeptWords words) {
    return new JointMemory(buffers, words).find();
  }

  private List<Shared> find() {
    for (int buffer = 0; buffer < buffers.count(); buffer++) {
      if (isStructure(buffer)) {
        follow(buffer, this::count);
      }
    }
    links.values().removeIf(count -> count < OFTEN);
    if (links.isEmpty()) {
      return List.of();
    }
    groupOf = new int[buffers.count()];
    for (int buffer = 0; buffer < buffers.count(); buffer++) {
      if (isStructure(buffer)) {
        follow(buffer, this::seed);
      }
    }
    while (!changed.isEmpty()) {
      follow(changed.remove(), this::handOn);
    }
    return collected();
  }

  private interface Link {
    void from(int buffer, int to);
  }

  /// Whether it belongs to an object that leads to it, and not to the table of one.
  private boolean isStructure(int buffer) {
    return buffers.owner(buffer) != BufferTable.NOBODY && buffers.isLeading(buffer);
  }

  private void follow(int buffer, Link link) {
    // The last word is often left over: see HeldMemory.
    long from = buffers.payload(buffer);
    long until = Math.max(buffers.end(buffer) - Long.BYTES, from + Long.BYTES);
    words.tell(
        from,
        until,
        word -> {
          int to = buffers.near(word);
          if (to >= 0 && to != buffer && isStructure(to)) {
            link.from(buffer, to);
          }
        });
  }

  private static long pair(int one, int other) {
    return (long) one << Integer.SIZE | other;
  }

  private void count(int buffer, int to) {
    int one = buffers.owner(buffer);
    int other = buffers.owner(to);
    if (one != other) {
      long pair = pair(one, other);
      if (links.size() < MOST_PAIRS || links.containsKey(pair)) {
        links.merge(pair, 1, Integer::sum);
      }
    }
  }

  private void seed(int buffer, int to) {
    int one = buffers.owner(buffer);
    int other = buffers.owner(to);
    if (one != other && links.containsKey(pair(one, other))) {
      share(to, new int[] {one});
    }
  }

  private void handOn(int buffer, int to) {
    share(to, groups.get(groupOf[buffer] - 1));
  }

  /// Has some objects share a buffer with those that do so already.
  private void share(int buffer, int[] more) {
    int[] known =
        groupOf[buffer] == 0 ? new int[] {buffers.owner(buffer)} : groups.get(groupOf[buffer] - 1);
    if (known.length == MOST_OWNERS || containsAll(known, more)) {
      return;
    }
    TreeSet<Integer> all = new TreeSet<>();
    Arrays.stream(known).forEach(all::add);
    Arrays.stream(more).forEach(all::add);
    while (all.size() > MOST_OWNERS) {
      all.pollLast();
    }
    List<Integer> owners = List.copyOf(all);
    Integer number = numbers.get(owners);
    if (number == null) {
      if (groups.size() == MOST_GROUPS) {
        return;
      }
      number = groups.size();
      numbers.put(owners, number);
      groups.add(owners.stream().mapToInt(Integer::intValue).toArray());
    }
    groupOf[buffer] = number + 1;
    changed.add(buffer);
  }

  private static boolean containsAll(int[] known, int[] more) {
    for (int owner : more) {
      if (Arrays.binarySearch(known, owner) < 0) {
        return false;
      }
    }
    return true;
  }

  private List<Shared> collected() {
    long[] bytes = new long[groups.size()];
    int[] counts = new int[groups.size()];
    for (int buffer = 0; buffer < groupOf.length; buffer++) {
      if (groupOf[buffer] > 0) {
        bytes[groupOf[buffer] - 1] += buffers.end(buffer) - buffers.payload(buffer);
        counts[groupOf[buffer] - 1]++;
      }
    }
    List<Shared> shared = new ArrayList<>();
    int[][] members = new int[groups.size()][];
    for (int group = 0; group < groups.size(); group++) {
      if (bytes[group] >= LEAST_BYTES) {
        members[group] = new int[counts[group]];
        shared.add(new Shared(groups.get(group), members[group]));
      }
    }
    int[] next = new int[groups.size()];
    for (int buffer = 0; buffer < groupOf.length; buffer++) {
      int group = groupOf[buffer] - 1;
      if (group >= 0 && members[group] != null) {
        members[group][next[group]++] = buffer;
      }
    }
    return shared;
  }
}
