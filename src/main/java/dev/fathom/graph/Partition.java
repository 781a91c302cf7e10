package dev.fathom.graph;

import dev.fathom.account.Bookkeeper;
import dev.fathom.findings.Findings;
import dev.fathom.findings.TypeTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/// The objects of a target divided into groups.
public final class Partition {
  private static final long SIZE_CLASS_BYTES = 16;

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
    PATTERN
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
      String name, long count, long shallow, long allocated, long resident, long proportional) {}

  /// A group that grows.
  private static final class Group {
    long count;
    long shallow;
    long allocated;
    long resident;
    long proportional;
  }

  private Partition() {}

  /// {@return the groups, the largest allocated first}
  ///
  /// @param filter a part of the qualified name of the types to be counted; empty for all
  public static List<Row> of(Findings findings, By by, String filter) {
    return of(findings, by, filter, object -> true);
  }

  /// The same of some objects.
  ///
  /// @param counted which objects are counted
  public static List<Row> of(Findings findings, By by, String filter, IntPredicate counted) {
    int objects = findings.objects().count();
    long[] allocated = new long[objects];
    long[] resident = new long[objects];
    long[] proportional = new long[objects];
    Sharing sharing = new Sharing(findings);
    Bookkeeper.balance(
        findings,
        (object, at, bytes, residentBytes) -> {
          allocated[object] += bytes;
          resident[object] += residentBytes;
          proportional[object] += sharing.proportional(at, residentBytes);
        });
    boolean[] wanted = new boolean[findings.types().count()];
    for (int type = 0; type < wanted.length; type++) {
      wanted[type] = findings.types().get(type).qualifiedName().contains(filter);
    }
    IntFunction<String> names = names(findings, by, allocated);
    Map<String, Group> groups = new HashMap<>();
    for (int object = 0; object < objects; object++) {
      int type = findings.objects().type(object);
      if (type < wanted.length && wanted[type] && counted.test(object)) {
        Group group = groups.computeIfAbsent(names.apply(object), key -> new Group());
        group.count++;
        group.shallow += findings.objects().shallow(object);
        group.allocated += allocated[object];
        group.resident += resident[object];
        group.proportional += proportional[object];
      }
    }
    List<Row> rows = new ArrayList<>();
    groups.forEach((name, group) ->
        rows.add(
            new Row(
                name,
                group.count,
                group.shallow,
                group.allocated,
                group.resident,
                group.proportional)));
    rows.sort(Comparator.comparingLong(Row::allocated).reversed().thenComparing(Row::name));
    return rows;
  }

  /// {@return the first `top` groups, and behind them one that stands for all others}
  public static List<Row> summed(List<Row> rows, int top) {
    if (rows.size() <= top) {
      return rows;
    }
    long count = 0;
    long shallow = 0;
    long allocated = 0;
    long resident = 0;
    long proportional = 0;
    for (Row row : rows.subList(top, rows.size())) {
      count += row.count();
      shallow += row.shallow();
      allocated += row.allocated();
      resident += row.resident();
      proportional += row.proportional();
    }
    List<Row> summed = new ArrayList<>(rows.subList(0, top));
    String name = "(" + (rows.size() - top) + " others)";
    summed.add(new Row(name, count, shallow, allocated, resident, proportional));
    return summed;
  }

  /// {@return what names the group of an object}
  private static IntFunction<String> names(Findings findings, By by, long[] allocated) {
    return switch (by) {
      case TYPE -> ofType(findings, TypeTable.Type::qualifiedName);
      case MODULE -> ofType(findings, TypeTable.Type::module);
      case SIZE -> object -> sizeClass(allocated[object]);
      case OWNER -> ofOwner(Owners.of(findings));
      case PATTERN -> new ReferrerPatterns(findings)::of;
    };
  }

  private static IntFunction<String> ofType(
      Findings findings, Function<TypeTable.Type, String> name) {
    String[] names = new String[findings.types().count()];
    for (int type = 0; type < names.length; type++) {
      names[type] = name.apply(findings.types().get(type));
    }
    return object -> names[findings.objects().type(object)];
  }

  private static IntFunction<String> ofOwner(Owners owners) {
    int[] variables = owners.variables();
    Map<Integer, String> names = new HashMap<>();
    return object ->
        names.computeIfAbsent(variables[object + 1], node -> owners.ofObject(node - 1).path());
  }

  private static String sizeClass(long bytes) {
    if (bytes <= 32 * SIZE_CLASS_BYTES) {
      return "≤ " + (bytes + SIZE_CLASS_BYTES - 1) / SIZE_CLASS_BYTES * SIZE_CLASS_BYTES;
    }
    return "≤ " + Long.highestOneBit(bytes - 1) * 2;
  }
}
