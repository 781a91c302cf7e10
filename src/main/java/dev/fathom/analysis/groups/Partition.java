package dev.fathom.analysis.groups;

import dev.fathom.analysis.graph.GraphAnalysis;
import dev.fathom.analysis.graph.OwnSizes;
import dev.fathom.analysis.owners.Owners;
import dev.fathom.model.Findings;
import dev.fathom.model.object.ObjectTable;
import dev.fathom.model.object.TypeTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;

/// The objects of a target divided into groups.
public final class Partition {
  private static final long SIZE_CLASS_BYTES = 16;

  /// So many classes of sizes are of 16 bytes each.
  private static final int SMALL_CLASSES = 32;

  /// By what objects are divided.
  public enum By {
    /// Their type.
    TYPE,
    /// The module that defines their type.
    MODULE,
    /// The size of what they take, in classes of 16 bytes up to 512, above that in powers of two.
    SIZE,
    /// The module, class or variable that dominates them.
    OWNER,
    /// The types of the objects that refer to them: `dict of Node`.
    PATTERN,
    /// Their type; of what holds all that an object has, with the type of that: `dict of Node`.
    KIND,
    /// The steps by which others refer to them: `.head`, `[*]`.
    VIA(false),
    /// Each for itself, the largest.
    OBJECT(false);

    private final boolean stored;

    By() {
      this(true);
    }

    By(boolean stored) {
      this.stored = stored;
    }

    /// {@return whether they are kept in snapshots: there are few groups, and they are asked for
    /// often}
    public boolean isStored() {
      return stored;
    }
  }

  /// One group; sizes in bytes.
  ///
  /// @param name of the type, module or size class; of the target's choosing
  /// @param count number of objects
  /// @param shallow their own sizes
  /// @param allocated blocks and chunks that hold them and their buffers
  /// @param resident how much of those is in memory
  /// @param proportional the same, shared pages divided among the processes that map them
  public record Row(
      String name, long count, long shallow, long allocated, long resident, long proportional) {
    Row plus(Row other) {
      return new Row(
          name,
          count + other.count,
          shallow + other.shallow,
          allocated + other.allocated,
          resident + other.resident,
          proportional + other.proportional);
    }
  }

  /// What groups are called that have no row of their own.
  static final String OTHERS = "(others)";

  private Partition() {}

  /// {@return the groups of some objects, the largest allocated first}
  ///
  /// @param filter a part of the qualified name of the types to be counted; empty for all
  /// @param counted which objects are counted
  public static List<Row> of(GraphAnalysis graph, By by, String filter, IntPredicate counted) {
    return by == By.OBJECT
        ? Largest.of(graph, filter, counted)
        : rows(groups(graph, by, counted), filter);
  }

  /// {@return all groups together}
  public static Row total(List<Row> rows) {
    return rows.stream().reduce(new Row("", 0, 0, 0, 0, 0), Row::plus);
  }

  /// {@return the first `top` groups, and behind them one that stands for all others}
  public static List<Row> summed(List<Row> rows, int top) {
    if (rows.size() <= top) {
      return rows;
    }
    Row rest = total(rows.subList(top, rows.size()));
    List<Row> summed = new ArrayList<>(rows.subList(0, top));
    String name = "(" + (rows.size() - top) + " others)";
    summed.add(
        new Row(
            name,
            rest.count(),
            rest.shallow(),
            rest.allocated(),
            rest.resident(),
            rest.proportional()));
    return summed;
  }

  /// {@return a row for each name, the largest allocated first}
  static List<Row> rows(List<Groups.Group> groups, String filter) {
    Map<String, Row> rows = new HashMap<>();
    for (Groups.Group group : groups) {
      if (group.type().contains(filter)) {
        rows.merge(group.row().name(), group.row(), Row::plus);
      }
    }
    return rows.values().stream()
        .sorted(Comparator.comparingLong(Row::allocated).reversed().thenComparing(Row::name))
        .toList();
  }

  /// {@return the groups, those of each type apart} **Cost**: some 20 ns an object.
  public static List<Groups.Group> groups(GraphAnalysis graph, By by, IntPredicate counted) {
    Findings findings = graph.findings();
    OwnSizes sizes = graph.sizes();
    Division division = division(graph, by, sizes);
    ObjectTable objects = findings.objects();
    Tallies tallies = new Tallies();
    for (int object = 0; object < objects.count(); object++) {
      // Mappings have owners, and are of no type of the program's.
      if (counted.test(object) && !findings.types().isMapped(objects.type(object))) {
        tallies.add(
            objects.type(object),
            division.of(object),
            objects.shallow(object),
            sizes.allocated(object),
            sizes.resident(object),
            sizes.proportional(object));
      }
    }
    return tallies.groups(type -> findings.types().get(type).qualifiedName(), division::name);
  }

  /// Divides objects into numbered groups.
  private interface Division {
    int of(int object);

    /// {@return the name of a group; several may have the same}
    String name(int group);
  }

  private static Division division(GraphAnalysis graph, By by, OwnSizes sizes) {
    Findings findings = graph.findings();
    return switch (by) {
      case TYPE -> new OfType(findings, TypeTable.Type::qualifiedName);
      case MODULE -> new OfType(findings, TypeTable.Type::module);
      case SIZE -> new OfSize(sizes);
      case OWNER -> new OfOwner(Owners.of(graph, Optional.empty()));
      case PATTERN -> new OfPattern(new ReferrerPatterns(findings));
      case KIND -> new OfKind(findings);
      case VIA -> new OfSteps(new StepPatterns(findings));
      case OBJECT -> throw new IllegalArgumentException("no groups: " + by);
    };
  }

  private record OfType(Findings findings, Function<TypeTable.Type, String> names)
      implements Division {
    @Override
    public int of(int object) {
      return findings.objects().type(object);
    }

    @Override
    public String name(int group) {
      return names.apply(findings.types().get(group));
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record OfSize(OwnSizes sizes) implements Division {
    /// The classes of 16 bytes have the first numbers; then those of powers of two follow.
    @Override
    public int of(int object) {
      long bytes = sizes.allocated(object);
      return bytes <= SMALL_CLASSES * SIZE_CLASS_BYTES
          ? (int) ((bytes + SIZE_CLASS_BYTES - 1) / SIZE_CLASS_BYTES)
          : SMALL_CLASSES + Long.SIZE - Long.numberOfLeadingZeros(bytes - 1);
    }

    @Override
    public String name(int group) {
      return "≤ "
          + (group <= SMALL_CLASSES ? group * SIZE_CLASS_BYTES : 1L << (group - SMALL_CLASSES));
    }
  }

  private static final class OfOwner implements Division {
    private final Owners owners;
    private final int[] variables;
    private final Map<Integer, String> names = new HashMap<>();

    OfOwner(Owners owners) {
      this.owners = owners;
      this.variables = owners.variables();
    }

    @Override
    public int of(int object) {
      return variables[object];
    }

    @Override
    public String name(int group) {
      return names.computeIfAbsent(group, object -> owners.ofObject(object).path());
    }
  }

  private record OfPattern(ReferrerPatterns patterns) implements Division {
    @Override
    public int of(int object) {
      return patterns.of(object);
    }

    @Override
    public String name(int group) {
      return patterns.name(group);
    }
  }

  private static final class OfKind implements Division {
    private final Findings findings;
    private final AttributeTables tables;
    private final Map<Long, Integer> numbers = new HashMap<>();
    private final List<Long> kinds = new ArrayList<>();

    // The kind that was told last, and its number: neighbours are often alike.
    private long last = -1;
    private int lastNumber;

    OfKind(Findings findings) {
      this.findings = findings;
      this.tables = new AttributeTables(findings);
    }

    @Override
    public int of(int object) {
      long kind = (long) tables.owner(object) << Integer.SIZE | findings.objects().type(object);
      if (kind != last) {
        last = kind;
        lastNumber =
            numbers.computeIfAbsent(
                kind,
                fresh -> {
                  kinds.add(fresh);
                  return kinds.size() - 1;
                });
      }
      return lastNumber;
    }

    @Override
    public String name(int group) {
      long kind = kinds.get(group);
      return findings.types().get((int) kind).qualifiedName()
          + tables.words((int) (kind >>> Integer.SIZE));
    }
  }

  private record OfSteps(StepPatterns patterns) implements Division {
    @Override
    public int of(int object) {
      return patterns.of(object);
    }

    @Override
    public String name(int group) {
      return patterns.name(group);
    }
  }
}
