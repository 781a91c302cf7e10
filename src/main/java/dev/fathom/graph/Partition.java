package dev.fathom.graph;

import dev.fathom.account.Bookkeeper;
import dev.fathom.findings.Findings;
import dev.fathom.findings.TypeTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    SIZE
  }

  /// One group; sizes in bytes.
  ///
  /// @param name of the type, module or size class; of the target's choosing
  /// @param count number of objects
  /// @param shallow their own sizes
  /// @param allocated blocks and chunks that hold them and their buffers
  /// @param resident how much of those is in memory
  public record Row(String name, long count, long shallow, long allocated, long resident) {}

  /// A group that grows.
  private static final class Group {
    long count;
    long shallow;
    long allocated;
    long resident;
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
    Bookkeeper.balance(
        findings,
        (object, bytes, residentBytes) -> {
          allocated[object] += bytes;
          resident[object] += residentBytes;
        });
    Map<String, Group> groups = new HashMap<>();
    String[] names = new String[findings.types().count()];
    boolean[] wanted = new boolean[names.length];
    for (int type = 0; type < names.length; type++) {
      TypeTable.Type named = findings.types().get(type);
      names[type] = by == By.MODULE ? named.module() : named.qualifiedName();
      wanted[type] = named.qualifiedName().contains(filter);
    }
    for (int object = 0; object < objects; object++) {
      int type = findings.objects().type(object);
      if (type < names.length && wanted[type] && counted.test(object)) {
        String name = by == By.SIZE ? sizeClass(allocated[object]) : names[type];
        Group group = groups.computeIfAbsent(name, key -> new Group());
        group.count++;
        group.shallow += findings.objects().shallow(object);
        group.allocated += allocated[object];
        group.resident += resident[object];
      }
    }
    List<Row> rows = new ArrayList<>();
    groups.forEach((name, group) ->
        rows.add(new Row(name, group.count, group.shallow, group.allocated, group.resident)));
    rows.sort(Comparator.comparingLong(Row::allocated).reversed().thenComparing(Row::name));
    return rows;
  }

  private static String sizeClass(long bytes) {
    if (bytes <= 32 * SIZE_CLASS_BYTES) {
      return "≤ " + (bytes + SIZE_CLASS_BYTES - 1) / SIZE_CLASS_BYTES * SIZE_CLASS_BYTES;
    }
    return "≤ " + Long.highestOneBit(bytes - 1) * 2;
  }
}
