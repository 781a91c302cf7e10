package dev.fathom.export.stack;

import dev.fathom.analysis.account.BalanceSheet;
import dev.fathom.analysis.account.Bookkeeper;
import dev.fathom.analysis.account.Leaf;
import dev.fathom.analysis.account.PieceListener;
import dev.fathom.model.Cursor;
import dev.fathom.model.Findings;
import dev.fathom.model.object.ObjectTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/// What the frames have of each type and in each account: the books are made once more, and each
/// piece that an object has is added to the frame of the object.
final class AccountSums {
  private static final int NONE = -1;

  private final Findings findings;
  private final ObjectTable table;
  private final int[] frameOf;

  /// The numbers of the sums, by frame and type, and by account.
  private final NodeIndex index = new NodeIndex(Integer.MAX_VALUE);

  private final List<Sum> sums = new ArrayList<>();

  /// The objects that were counted: each once, where its first piece is.
  private final BitSet counted;

  /// The account of the piece that was told last: what an object takes of it follows.
  private Leaf.Group group = Leaf.Group.OBJECTS;

  private static final class Sum {
    private final int frame;
    private final int type;
    private final Leaf.Group group;
    private long objects;
    private long allocated;
    private long resident;

    Sum(int frame, int type, Leaf.Group group) {
      this.frame = frame;
      this.type = type;
      this.group = group;
    }
  }

  AccountSums(Findings findings, KeptFrames kept) {
    this.findings = findings;
    this.table = findings.objects();
    this.frameOf = kept.frameOf();
    this.counted = new BitSet(frameOf.length);
  }

  /// Adds all up. **Cost**: that of a balance sheet, and some 30 ns a piece.
  BalanceSheet book() {
    BalanceSheet sheet =
        Bookkeeper.balance(
            findings,
            (object, at, bytes, there) -> {
              Sum sum = count(object);
              sum.allocated += bytes;
              sum.resident += there;
            },
            new PieceListener() {
              @Override
              public void piece(
                  Cursor at, Leaf.Group booked, long start, long end, long there, int owner) {
                group = booked;
              }
            });
    group = Leaf.Group.OBJECTS;
    for (int object = counted.nextClearBit(0);
        object < frameOf.length;
        object = counted.nextClearBit(object + 1)) {
      Sum _ = count(object);
    }
    return sheet;
  }

  private Sum count(int object) {
    Sum sum = sum(frameOf[object], table.type(object));
    if (!counted.get(object)) {
      counted.set(object);
      sum.objects++;
    }
    return sum;
  }

  private Sum sum(int frame, int type) {
    long one = (long) frame << Integer.SIZE | type;
    int known = index.get(one, group.number());
    if (known != NONE) {
      return sums.get(known);
    }
    Sum sum = new Sum(frame, type, group);
    index.put(one, group.number(), sums.size());
    sums.add(sum);
    return sum;
  }

  /// {@return what objects have of an account in memory, in bytes}
  long resident(String account) {
    return sums.stream()
        .filter(sum -> sum.group.id(findings.dialect()).equals(account))
        .mapToLong(sum -> sum.resident)
        .sum();
  }

  /// {@return a sample for each frame, type and account}
  List<StackSample> samples() {
    Sum[] sorted = sums.toArray(Sum[]::new);
    Arrays.sort(sorted, Comparator.comparingInt(sum -> sum.frame));
    List<StackSample> samples = new ArrayList<>();
    for (Sum sum : sorted) {
      samples.add(
          new StackSample(
              sum.frame,
              FrameNames.bounded(findings.types().get(sum.type).qualifiedName()),
              sum.group.id(findings.dialect()),
              sum.objects,
              sum.allocated,
              sum.resident));
    }
    return samples;
  }
}
