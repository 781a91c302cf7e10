package dev.fathom.analysis.graph;

import dev.fathom.analysis.account.BalanceSheet;
import dev.fathom.analysis.account.Bookkeeper;
import dev.fathom.model.Findings;
import dev.fathom.model.column.SizeColumn;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What each object keeps alive: its own memory and that of all objects that it dominates, which
/// would be freed with it.
///
/// **Memory**: that of [OwnSizes], and 1 byte for each object on a page of which some keep others.
public final class Retained {
  // The first entry is of all that is outside the objects, the next that of object 0.
  private final OwnSizes sizes;

  /// How many others each keeps.
  private final SizeColumn others;

  private Retained(int count) {
    this.sizes = new OwnSizes(count + 1);
    this.others = new SizeColumn(count + 1);
  }

  /// Measures the objects and sums up what each keeps. **Cost**: that of a balance sheet, and some
  /// 10 ns an object.
  ///
  /// @param sheet hears of the balance sheet, which is made on the way
  /// @param dominators asked for when the objects are measured
  public static Retained measure(
      Findings findings, Consumer<BalanceSheet> sheet, Supplier<Dominators> dominators) {
    Retained retained = new Retained(findings.objects().count());
    Sharing sharing = new Sharing(findings);
    sheet.accept(
        Bookkeeper.balance(
            findings,
            (object, at, own, ownResident) ->
                retained.sizes.add(
                    object + 1, own, ownResident, sharing.proportional(at, own, ownResident))));
    retained.along(dominators.get());
    return retained;
  }

  /// The same where it is known what each object takes itself.
  public static Retained of(OwnSizes sizes, Dominators dominators) {
    Retained retained = new Retained(sizes.count());
    for (int object = 0; object < sizes.count(); object++) {
      retained.sizes.add(
          object + 1, sizes.allocated(object), sizes.resident(object), sizes.proportional(object));
    }
    retained.along(dominators);
    return retained;
  }

  /// Sums up the sizes along the dominator tree; to be called once. **Cost**: some 10 ns an object.
  private void along(Dominators dominators) {
    int[] next = new int[64]; // where those go on that each on the way from outside dominates
    int depth = 0;
    int object = Dominators.OUTSIDE;
    int at = 0;
    int end = dominators.endBelow(object);
    while (at < end || object != Dominators.OUTSIDE) {
      if (at == end) {
        int above = dominators.of(object);
        handOn(object, above);
        object = above;
        at = next[--depth];
        end = dominators.endBelow(object);
        continue;
      }
      int child = dominators.below(at++);
      int first = dominators.firstBelow(child);
      int last = dominators.endBelow(child);
      if (first == last) {
        handOn(child, object);
        continue;
      }
      if (depth == next.length) {
        next = Arrays.copyOf(next, Math.multiplyExact(depth, 2));
      }
      next[depth++] = at;
      object = child;
      at = first;
      end = last;
    }
  }

  private void handOn(int object, int above) {
    others.add(above + 1, others.get(object + 1) + 1);
    sizes.addTo(above + 1, object + 1);
  }

  /// {@return what each object takes itself: what it keeps less what those keep that it dominates}
  public OwnSizes own(Dominators dominators) {
    OwnSizes own = new OwnSizes(sizes.count() - 1);
    for (int object = 0; object < own.count(); object++) {
      if (dominators.of(object) != Dominators.UNREACHED) {
        own.add(object, bytes(object), resident(object), proportional(object));
      }
    }
    for (int object = 0; object < own.count(); object++) {
      int above = dominators.of(object);
      if (above >= 0) {
        own.add(above, -bytes(object), -resident(object), -proportional(object));
      }
    }
    return own;
  }

  /// {@return the bytes that an object keeps allocated; all objects' those of [Dominators#OUTSIDE]}
  public long bytes(int object) {
    return sizes.allocated(object + 1);
  }

  /// {@return the same, as far as it is in memory}
  public long resident(int object) {
    return sizes.resident(object + 1);
  }

  /// {@return its part of that, pages that several processes map divided among them}
  public long proportional(int object) {
    return sizes.proportional(object + 1);
  }

  /// {@return how many objects an object keeps, itself included; of [Dominators#OUTSIDE] all that
  /// are reached}
  public int objects(int object) {
    return (int) others.get(object + 1) + (object == Dominators.OUTSIDE ? 0 : 1);
  }
}
