package dev.fathom.analysis.owners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.owners.Owners.Owner;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.testing.Heaps;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who is told to hold what, in heaps that are made up: whoever has most is named, and all rows
/// together are everything.
final class HoldingsTest {
  private static final long BASE = 0x10_0000;

  private final Heaps heap = Heaps.python().memory(BASE, BASE + (64L << 20));
  private long next = BASE;

  private int object(String type, long bytes) {
    heap.chunk(next, bytes, ChunkState.LIVE);
    int object = heap.object(type, next, bytes);
    next += bytes;
    return object;
  }

  private int variable(int module, String name, String type) {
    int text = object("str", 16);
    int variable = object(type, 64);
    heap.spelling(text, name).attribute(module, text, variable);
    return variable;
  }

  private int module() {
    int module = object("module", 64);
    heap.root("__main__", module);
    return module;
  }

  private LargestOwners owners(int top) {
    return Analysis.of(heap.findings()).owners().largest(top);
  }

  private static Owner first(LargestOwners owners, OwnerForm form) {
    return owners.largest().stream()
        .filter(owner -> owner.form() == form)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatTwoVariablesHoldIsTheirsJointly() {
    int module = module();
    int sessions = variable(module, "sessions", "list");
    int callbacks = variable(module, "callbacks", "list");
    for (int at = 0; at < 300; at++) {
      int cart = object("Cart", 512);
      int function = object("function", 64);
      heap.item(sessions, at, cart).item(callbacks, at, function).item(function, 0, cart);
    }
    Owner carts = first(owners(5), OwnerForm.JOINT);
    assertThat(carts.type()).isEqualTo("Cart");
    assertThat(carts.members()).isEqualTo(300);
    assertThat(carts.retained()).isEqualTo(300 * 512);
    assertThat(carts.jointHolders()).isEqualTo("__main__.sessions and __main__.callbacks");
    assertThat(carts.path()).isEqualTo("__main__.sessions[*]");
  }

  @Test
  void memoryOfCIsTheObjectsThatLeadsToIt() {
    int module = module();
    int tree = variable(module, "tree", "Tree");
    int nodes = object("C memory", 1 << 20);
    heap.edge(tree, "field_32", nodes);
    Owner first = owners(5).largest().getFirst();
    assertThat(first.path()).isEqualTo("__main__.tree");
    assertThat(first.type()).isEqualTo("Tree");
    assertThat(first.retained()).isGreaterThan(1 << 20);
  }

  /// A word of a structure that is not known leads to all of it.
  @Test
  void aGuessGivesNoBetterName() {
    int module = module();
    int tree = variable(module, "tree", "Tree");
    int element = object("Element", 1 << 20);
    heap.edge(tree, "~field_32", element);
    assertThat(owners(5).largest().getFirst().path()).isEqualTo("__main__.tree");
  }

  /// Five lists hold each element; the shortest path leads through the last of them.
  @Test
  void theHolderOnThePathIsAmongThoseThatAreNamed() {
    int module = module();
    List<Integer> lists = new ArrayList<>();
    for (int at = 0; at < 5; at++) {
      lists.add(variable(module, "outer" + at, "list"));
    }
    int[] inner = new int[4];
    for (int at = 0; at < inner.length; at++) {
      inner[at] = object("list", 64);
      heap.item(lists.get(at), 0, inner[at]);
    }
    for (int at = 0; at < 300; at++) {
      int cart = object("Cart", 512);
      for (int list : inner) {
        heap.item(list, at, cart);
      }
      heap.item(lists.get(4), at, cart);
    }
    Owner carts = first(owners(9), OwnerForm.JOINT);
    assertThat(carts.path()).isEqualTo("__main__.outer4[*]");
    assertThat(carts.isExample()).isFalse();
    assertThat(carts.holders()).hasSize(4).startsWith("__main__.outer4");
    assertThat(carts.nearestHolders())
        .isEqualTo("__main__.outer4, __main__.outer0, __main__.outer1 and others");
  }

  @Test
  void aRowKnowsItsMembers() {
    int module = module();
    int sessions = variable(module, "sessions", "list");
    int callbacks = variable(module, "callbacks", "list");
    int rows = variable(module, "rows", "list");
    List<Integer> carts = new ArrayList<>();
    List<Integer> elements = new ArrayList<>();
    for (int at = 0; at < 300; at++) {
      carts.add(object("Cart", 512 + at % 2 * 16));
      elements.add(object("Row", 64));
      int own = object("int", 32);
      heap.item(sessions, at, carts.get(at)).item(callbacks, at, carts.get(at));
      heap.item(rows, at, elements.get(at)).item(elements.get(at), 0, own);
    }
    int large = object("Row", 300 * 64);
    heap.item(rows, 300, large);
    Owners all = Analysis.of(heap.findings()).owners();
    RowMembers members = RowMembers.of(all);
    LargestOwners largest = all.largest(5);
    assertThat(members.of(first(largest, OwnerForm.JOINT))).containsExactlyElementsOf(carts);
    assertThat(members.of(first(largest, OwnerForm.OBJECT))).containsExactly(rows);
    assertThat(members.of(first(largest, OwnerForm.REST))).isEmpty();
    assertThat(all.below(rows, 10))
        .extracting(row -> members.of(row.owner()))
        .containsExactly(elements, List.of(large));
  }

  /// Each node is held by the list and by the node before it; the first by a variable.
  @Test
  void aListAndAChainHoldTheSameObjectsJointly() {
    int module = module();
    int all = variable(module, "all", "list");
    int head = variable(module, "head", "Head");
    int before = head;
    for (int at = 0; at < 300; at++) {
      int node = object("Node", 128);
      heap.item(all, at, node).item(before, 0, node);
      before = node;
    }
    Owner nodes = first(owners(5), OwnerForm.JOINT);
    assertThat(nodes.members()).isEqualTo(300);
    assertThat(nodes.jointHolders()).isEqualTo("__main__.all and __main__.head");
  }

  @Test
  void aChainIsOneRow() {
    int module = module();
    int head = variable(module, "head", "Node");
    int before = head;
    for (int at = 1; at < 10_000; at++) {
      int node = object("Node", 64);
      heap.item(before, 0, node);
      before = node;
    }
    LargestOwners owners = owners(5);
    Owner chain = owners.largest().getFirst();
    assertThat(chain.form()).isEqualTo(OwnerForm.CHAIN);
    assertThat(chain.path()).isEqualTo("__main__.head");
    assertThat(chain.members()).isEqualTo(10_000);
    assertThat(chain.retained()).isEqualTo(64L * 10_000);
    assertThat(owners.largest()).filteredOn(owner -> owner.type().equals("Node")).hasSize(1);
  }

  /// Nobody has most of it alone: of a row of a list each is a part.
  @Test
  void elementsBelowOneAreTold() {
    int module = module();
    int rows = variable(module, "rows", "list");
    for (int at = 0; at < 100; at++) {
      heap.item(rows, at, object("Row", 128));
    }
    heap.item(rows, 100, object("Row", 101 * 128));
    Owners all = Analysis.of(heap.findings()).owners();
    int list =
        heap.findings()
            .objects()
            .beginningAt(all.largest(1).largest().getFirst().address())
            .orElseThrow();
    assertThat(all.below(list, 10).stream().map(Owners.Below::owner))
        .extracting(Owner::form, Owner::path, Owner::members)
        .containsExactly(
            tuple(OwnerForm.OBJECT, "__main__.rows[100]", 1),
            tuple(OwnerForm.ALIKE, "__main__.rows[*]", 100));
  }

  @Test
  void whatNothingHoldsIsToldByType() {
    int module = module();
    variable(module, "small", "list");
    for (int at = 0; at < 50; at++) {
      object("Lost", 256);
    }
    Owner lost = first(owners(3), OwnerForm.NOWHERE);
    assertThat(lost.type()).isEqualTo("Lost");
    assertThat(lost.members()).isEqualTo(50);
  }

  /// Whatever the graph is like: no byte is told twice, and none is left out.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void rowsAndWhatClosesThemAreEverything(long seed) {
    Random random = new Random(seed);
    int module = module();
    List<Integer> objects = new ArrayList<>();
    for (int at = 0; at < 20; at++) {
      objects.add(variable(module, "v" + at, "list"));
    }
    int[] items = new int[1000];
    for (int at = 0; at < 400; at++) {
      int object =
          object(List.of("A", "B", "C").get(random.nextInt(3)), 16L * (1 + random.nextInt(64)));
      // Some are held by nobody, some by one, some by many.
      for (int holders = random.nextInt(4); holders > 0; holders--) {
        int holder = objects.get(random.nextInt(objects.size()));
        heap.item(holder, items[holder]++, object);
      }
      objects.add(object);
    }
    long all = next - BASE;
    for (int top : new int[] {0, 1, 3, 10, 100, 1000}) {
      LargestOwners owners = owners(top);
      assertThat(owners.largest()).hasSizeLessThanOrEqualTo(top);
      assertThat(
              Stream.concat(owners.largest().stream(), owners.rest().stream())
                  .mapToLong(Owner::retained)
                  .sum())
          .as("%d rows", top)
          .isEqualTo(all);
      assertThat(owners.rest()).allSatisfy(rest -> assertThat(rest.retained()).isPositive());
      assertThat(
              Stream.concat(owners.largest().stream(), owners.rest().stream())
                  .mapToLong(Owner::objects)
                  .sum())
          .isEqualTo(heap.findings().objects().count());
    }
  }

  @Test
  void everythingMayHoldEverything() {
    int module = module();
    List<Integer> objects = new ArrayList<>();
    for (int at = 0; at < 200; at++) {
      objects.add(variable(module, "v" + at, "list"));
    }
    for (int at = 0; at < 200; at++) {
      objects.add(object("Thing", 256));
    }
    for (int one : objects) {
      int item = 0;
      for (int other : objects) {
        heap.item(one, item++, other);
      }
    }
    Owner things = first(owners(3), OwnerForm.JOINT);
    assertThat(things.type()).isEqualTo("Thing");
    assertThat(things.members()).isEqualTo(200);
    assertThat(things.moreHolders()).isTrue();
    assertThat(things.jointHolders()).endsWith(" and others");
  }
}
