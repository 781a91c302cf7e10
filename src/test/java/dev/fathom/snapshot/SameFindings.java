package dev.fathom.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.Findings;
import dev.fathom.model.Identity;
import dev.fathom.model.column.Extents;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.ClaimTable;
import dev.fathom.model.memory.Heaps;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.model.memory.PoolTable;
import dev.fathom.model.object.BufferTable;
import dev.fathom.model.object.EdgeKind;
import dev.fathom.model.object.EdgeTable;
import dev.fathom.model.object.ObjectTable;
import dev.fathom.model.object.References;
import dev.fathom.model.object.SparseTables;
import dev.fathom.model.object.TypeTable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/// Compares findings, one part after the other. A part that nobody taught it to compare fails: so
/// that nothing is added to the findings and forgotten in the snapshot.
public final class SameFindings {
  /// Made of the parts when asked for.
  private static final Set<String> COMPUTED =
      Set.of("counters", "virtualBytes", "partial", "columns", "subject", "hiding", "ownersHidden");

  private SameFindings() {}

  static void assertSame(Findings expected, Findings actual) {
    assertSame(expected, actual, Set.of());
  }

  /// The same, but for some of the parts.
  public static void assertSame(Findings expected, Findings actual, Set<String> but) {
    for (Method part : Findings.class.getDeclaredMethods()) {
      if (!but.contains(part.getName())
          && Modifier.isPublic(part.getModifiers())
          && part.getParameterCount() == 0
          && !COMPUTED.contains(part.getName())) {
        try {
          compare(part.getName(), part.invoke(expected), part.invoke(actual));
        } catch (IllegalAccessException impossible) {
          throw new IllegalStateException(impossible);
        } catch (InvocationTargetException thrown) {
          if (thrown.getCause() instanceof RuntimeException cause) {
            throw cause;
          }
          throw new IllegalStateException(thrown);
        }
      }
    }
  }

  private static void compare(String name, Object expected, Object actual) {
    switch (expected) {
      case Extents pieces -> {
        Extents others = (Extents) actual;
        rows(
            name,
            pieces.count(),
            others.count(),
            row -> pieces.start(row) + " " + pieces.end(row) + " " + pieces.state(row),
            row -> others.start(row) + " " + others.end(row) + " " + others.state(row));
      }
      case PageRuns pages -> {
        PageRuns others = (PageRuns) actual;
        rows(
            name,
            pages.count(),
            others.count(),
            row -> pages.start(row) + " " + pages.end(row) + " " + pages.state(row),
            row -> others.start(row) + " " + others.end(row) + " " + others.state(row));
      }
      case ClaimTable claims -> {
        ClaimTable others = (ClaimTable) actual;
        rows(
            name,
            claims.count(),
            others.count(),
            row -> claim(claims, row),
            row -> claim(others, row));
      }
      case PoolTable pools -> {
        PoolTable others = (PoolTable) actual;
        rows(
            name, pools.count(), others.count(), row -> pool(pools, row), row -> pool(others, row));
      }
      case ObjectTable objects -> {
        ObjectTable others = (ObjectTable) actual;
        rows(
            name,
            objects.count(),
            others.count(),
            row -> object(objects, row),
            row -> object(others, row));
      }
      case TypeTable types -> {
        TypeTable others = (TypeTable) actual;
        rows(
            name,
            types.count(),
            others.count(),
            row -> types.get(row) + " " + types.layout(row),
            row -> others.get(row) + " " + others.layout(row));
      }
      case BufferTable buffers -> {
        BufferTable others = (BufferTable) actual;
        rows(
            name,
            buffers.count(),
            others.count(),
            row -> buffer(buffers, row),
            row -> buffer(others, row));
      }
      case SparseTables sparse -> {
        SparseTables others = (SparseTables) actual;
        rows(
            name,
            sparse.count(),
            others.count(),
            row -> sparse(sparse, row),
            row -> sparse(others, row));
      }
      case Identity identity -> {
        // The arguments behind the script's name are not written.
        List<String> command = identity.commandLine();
        assertThat(actual)
            .isEqualTo(
                new Identity(
                    identity.kind(),
                    identity.process(),
                    identity.executable(),
                    command.subList(0, Math.min(2, command.size())),
                    identity.itself()));
      }
      case References references -> references(references, (References) actual);
      case List<?> list when name.equals("areas") -> areas(list, (List<?>) actual);
      case Heaps heaps ->
          assertThat(actual)
              .as(name)
              .isEqualTo(new Heaps(inAFile(heaps.arenas()), heaps.ranges(), heaps.figures()));
      default -> {
        assertThat(expected)
            .as(name)
            .satisfiesAnyOf(
                value -> assertThat(value).isInstanceOf(Record.class),
                value -> assertThat(value).isInstanceOf(String.class),
                value -> assertThat(value).isInstanceOf(Enum.class),
                value -> assertThat(value).isInstanceOf(Long.class),
                value -> assertThat(value).isInstanceOf(List.class),
                value -> assertThat(value).isInstanceOf(Map.class),
                value -> assertThat(value).isInstanceOf(java.util.Optional.class));
        assertThat(actual).as(name).isEqualTo(expected);
      }
    }
  }

  private static String buffer(BufferTable buffers, int row) {
    return buffers.payload(row)
        + " "
        + buffers.end(row)
        + " "
        + buffers.owner(row)
        + " "
        + buffers.ownerGuessed(row)
        + " "
        + buffers.holder(row);
  }

  private static void references(References expected, References actual) {
    EdgeTable edges = expected.edges();
    EdgeTable others = actual.edges();
    rows("edges", edges.count(), others.count(), row -> edge(edges, row), row -> edge(others, row));
    int objects =
        1 + java.util.stream.IntStream.range(0, edges.count()).map(edges::target).max().orElse(0);
    rows("firsts", objects, objects, edges::first, others::first);
    assertThat(actual.roots()).isEqualTo(expected.roots());
    assertThat(actual.fields()).isEqualTo(expected.fields());
    Map<Integer, String> naming =
        java.util.stream.IntStream.range(0, edges.count())
            .filter(edge ->
                edges.kind(edge) == EdgeKind.KEY.code()
                    || edges.kind(edge) == EdgeKind.ATTRIBUTE.code())
            .filter(edge -> edges.name(edge) != edges.target(edge))
            .map(edges::name)
            .distinct()
            .boxed()
            .filter(expected.spellings()::containsKey)
            .collect(
                Collectors.toMap(
                    object -> object,
                    object -> Objects.requireNonNull(expected.spellings().get(object))));
    assertThat(actual.spellings()).isEqualTo(naming);
  }

  /// An area does not know its ELF file any more.
  private static void areas(List<?> expected, List<?> actual) {
    assertThat(actual.stream().map(area -> without((Area) area)).toList())
        .isEqualTo(expected.stream().map(area -> without((Area) area)).toList());
  }

  private static String sparse(SparseTables sparse, int row) {
    return sparse.object(row)
        + " "
        + sparse.address(row)
        + " "
        + sparse.bytes(row)
        + " "
        + sparse.entries(row)
        + " "
        + sparse.rebuilt(row);
  }

  private static Area without(Area area) {
    return new Area(area.start(), area.end(), area.kind(), area.name(), area.mapping(), null);
  }

  private static String claim(ClaimTable claims, int row) {
    return claims.parties().get(claims.party(row))
        + " "
        + claims.kind(row)
        + " "
        + claims.parent(row)
        + " "
        + claims.start(row)
        + " "
        + claims.end(row);
  }

  private static String pool(PoolTable pools, int row) {
    return pools.address(row)
        + " "
        + pools.blockBytes(row)
        + " "
        + pools.capacity(row)
        + " "
        + pools.live(row)
        + " "
        + pools.arena(row);
  }

  private static String object(ObjectTable objects, int row) {
    return objects.address(row)
        + " "
        + objects.type(row)
        + " "
        + objects.shallow(row)
        + " "
        + objects.mark(row);
  }

  private static String edge(EdgeTable edges, int row) {
    String middle = edges.leadsToMiddle(row) ? " middle" : "";
    return edges.target(row) + " " + edges.kind(row) + " " + edges.name(row) + middle;
  }

  private static void rows(
      String name,
      int expected,
      int actual,
      IntFunction<Object> expectedRow,
      IntFunction<Object> actualRow) {
    assertThat(actual).as("rows of " + name).isEqualTo(expected);
    for (int row = 0; row < expected; row++) {
      if (!expectedRow.apply(row).equals(actualRow.apply(row))) {
        assertThat(actualRow.apply(row)).as(name + " " + row).isEqualTo(expectedRow.apply(row));
      }
    }
  }

  /// How chunks are framed is asked of processes that are held, and in no file.
  private static List<Heaps.NamedArena> inAFile(List<Heaps.NamedArena> arenas) {
    return arenas.stream()
        .map(named -> new Heaps.NamedArena(named.allocator(), named.arena()))
        .toList();
  }
}
