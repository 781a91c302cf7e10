package dev.fathom.analysis.graph;

import dev.fathom.model.Cursor;
import dev.fathom.model.Findings;
import dev.fathom.model.memory.Area;
import dev.fathom.model.object.EdgeTable;
import dev.fathom.model.object.HeldObjects;
import dev.fathom.model.object.Holder;
import dev.fathom.model.object.ObjectRole;
import dev.fathom.model.object.ObjectTable;
import dev.fathom.model.object.References;
import dev.fathom.model.object.RootKind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/// The objects from which all others are reached, and why; modules first.
///
/// @param all of them, in the order in which they were found
public record Entries(List<Entry> all) {
  /// Why an object is a root.
  ///
  /// @param object the object
  /// @param path how the user gets there; of the target's choosing
  /// @param kind what holds it
  public record Entry(int object, String path, Kind kind) {}

  /// What holds a root.
  public enum Kind {
    /// A module.
    MODULE,
    /// A running function, and no module.
    FUNCTION,
    /// A static object of the interpreter or an extension.
    STATIC,
    /// A variable of a library, or C memory that one leads to; and nothing of the above.
    LIBRARY,
    /// The stack of a thread, or C memory that it leads to; and nothing of the above.
    STACK,
    /// Nothing that Fathom can see: C memory, or a cycle that is not collected yet.
    UNSEEN
  }

  /// Decides what is reached from where. **Cost**: some 30 ns an edge.
  public static Entries of(Findings findings) {
    return new Entries(
        entries(findings, findings.references().edges(), findings.objects().count()));
  }

  /// {@return the objects that no other object's going would free: those from which all are
  /// reached, and what stays as long as the process does}
  public int[] lasting(Findings findings) {
    ObjectTable objects = findings.objects();
    BitSet lasting = statics(findings);
    for (Entry entry : all) {
      lasting.set(entry.object());
    }
    for (int object = 0; object < objects.count(); object++) {
      if (objects.role(object) == ObjectRole.SMALL_INT) {
        lasting.set(object);
      }
    }
    return lasting.stream().toArray();
  }

  /// {@return the objects that a collector would free: those that nothing leads to in a language
  /// that counts no references; none in others, where something unseen may hold them}
  public BitSet garbage(Findings findings) {
    int objects = findings.objects().count();
    BitSet garbage = new BitSet(objects);
    if (findings.dialect().collection().isEmpty()) {
      return garbage;
    }
    Reach reach = new Reach(findings.references().edges(), objects);
    all.stream()
        .filter(each -> each.kind() != Kind.UNSEEN)
        .forEach(each -> reach.from(each.object()));
    for (int object = 0; object < objects; object++) {
      garbage.set(object, !reach.reached(object));
    }
    return garbage;
  }

  private static List<Entry> entries(Findings findings, EdgeTable edges, int objects) {
    List<Entry> entries = new ArrayList<>();
    Reach reach = new Reach(edges, objects);
    for (References.Root root : findings.references().roots()) {
      if (root.holder() == RootKind.MODULE) {
        reach.from(root.object());
        entries.add(new Entry(root.object(), root.path(), Kind.MODULE));
      }
    }
    // What a module holds too is the module's: it does not go when the function returns.
    for (References.Root root : findings.references().roots()) {
      if (!reach.reached(root.object())) {
        reach.from(root.object());
        entries.add(new Entry(root.object(), root.path(), Kind.FUNCTION));
      }
    }
    BitSet statics = statics(findings);
    // Who finds a large variable of a library calls it by its name.
    addRest(
        entries,
        reach,
        objects,
        Kind.STATIC,
        object -> statics.get(object) && !isMapped(findings, object));
    for (boolean inside : new boolean[] {false, true}) {
      addHeld(entries, reach, findings, Holder.Kind.LIBRARY, Kind.LIBRARY, inside);
    }
    for (boolean inside : new boolean[] {false, true}) {
      addHeld(entries, reach, findings, Holder.Kind.STACK, Kind.STACK, inside);
    }
    addRest(entries, reach, objects, Kind.UNSEEN, object -> true);
    return entries;
  }

  /// First those that nothing refers to: what they hold needs no entry of its own. Then what is
  /// left, which is cycles.
  private static void addRest(
      List<Entry> entries, Reach reach, int objects, Kind kind, IntPredicate which) {
    BitSet heads = reach.heads();
    for (boolean headsOnly : new boolean[] {true, false}) {
      for (int object = headsOnly ? heads.nextSetBit(0) : 0;
          object >= 0 && object < objects;
          object = headsOnly ? heads.nextSetBit(object + 1) : object + 1) {
        if (!reach.reached(object) && which.test(object)) {
          reach.from(object);
          entries.add(new Entry(object, "", kind));
        }
      }
    }
  }

  private static boolean tellsAllRoots(Findings findings, int object) {
    return findings.types().get(findings.objects().type(object)).dialect().tellsAllRoots();
  }

  /// A word outside all objects may be left over from earlier, or not count as a reference. So it
  /// counts only where nothing better is known, and where the object is referred to more often than
  /// by the objects that are known. Two that lead to objects of which one holds the other both
  /// count. A word that leads into the middle of an object counts after those that lead to the
  /// beginning of any.
  private static void addHeld(
      List<Entry> entries,
      Reach reach,
      Findings findings,
      Holder.Kind holders,
      Kind kind,
      boolean inside) {
    HeldObjects held = findings.references().held();
    List<Holder> known = findings.buffers().holders();
    BitSet candidates = new BitSet();
    for (int at = 0; at < held.count(); at++) {
      Holder holder = known.get(held.holder(at));
      if (holder.kind() == holders
          && holder.leadsInside() == inside
          && !tellsAllRoots(findings, held.object(at))
          && !reach.reached(held.object(at))) {
        candidates.set(held.object(at));
      }
    }
    Map<Integer, Integer> references =
        candidates.isEmpty() ? Map.of() : reach.referencesTo(candidates);
    int first = entries.size();
    for (int at = 0; at < held.count(); at++) {
      int object = held.object(at);
      if (candidates.get(object)
          && findings
              .objects()
              .mayHaveMoreReferencesThan(object, references.getOrDefault(object, 0))) {
        entries.add(new Entry(object, known.get(held.holder(at)).title(), kind));
      }
    }
    for (Entry entry : entries.subList(first, entries.size())) {
      reach.from(entry.object());
    }
  }

  private static boolean isMapped(Findings findings, int object) {
    return findings.types().isMapped(findings.objects().type(object));
  }

  /// {@return the objects that no allocator handed out}
  private static BitSet statics(Findings findings) {
    ObjectTable objects = findings.objects();
    BitSet statics = new BitSet();
    List<Area> areas = findings.areas().stream().filter(area -> area.kind().staticData()).toList();
    Cursor at = Cursor.of(findings);
    for (Area area : areas) {
      int end = objects.atOrBelow(area.end() - 1) + 1;
      for (int object = objects.atOrBelow(area.start() - 1) + 1; object < end; object++) {
        if (at.moveTo(objects.address(object)).layer() == Cursor.Layer.AREA) {
          statics.set(object);
        }
      }
    }
    return statics;
  }
}
