package dev.fathom.export.stack;

import dev.fathom.analysis.account.BalanceSheet;
import dev.fathom.analysis.account.Bookkeeper;
import dev.fathom.analysis.account.Leaf;
import dev.fathom.analysis.account.PieceListener;
import dev.fathom.model.Cursor;
import dev.fathom.model.Findings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What the frames have in each account: the books are made once more, and each piece that an
/// object has is added to the frame of the object.
final class AccountSums {
  private static final Leaf.Group[] GROUPS = Leaf.Group.values();

  private final Findings findings;
  private final int frames;
  private final int[] frameOf;

  // Of each frame and group.
  private final long[] allocated;
  private final long[] resident;

  /// Of each frame.
  private final long[] objects;

  /// The account of the piece that was told last: what an object takes of it follows.
  private int group;

  AccountSums(Findings findings, KeptFrames kept) {
    this.findings = findings;
    this.frames = kept.frames().size();
    this.frameOf = kept.frameOf();
    this.allocated = new long[frames * GROUPS.length];
    this.resident = new long[frames * GROUPS.length];
    this.objects = new long[frames];
    Arrays.stream(frameOf).forEach(frame -> objects[frame]++);
  }

  /// Adds all up. **Cost**: that of a balance sheet.
  BalanceSheet book() {
    return Bookkeeper.balance(
        findings,
        (object, at, bytes, there) -> {
          int slot = frameOf[object] * GROUPS.length + group;
          allocated[slot] += bytes;
          resident[slot] += there;
        },
        new PieceListener() {
          @Override
          public void piece(
              Cursor at, Leaf.Group booked, long start, long end, long there, int owner) {
            group = booked.number();
          }
        });
  }

  /// {@return what objects have of an account in memory, in bytes}
  long resident(Leaf.Group booked) {
    long bytes = 0;
    for (int slot = booked.number(); slot < resident.length; slot += GROUPS.length) {
      bytes += resident[slot];
    }
    return bytes;
  }

  /// {@return a sample for each frame and account; the objects are counted where most of their
  /// bytes are}
  List<Sample> samples() {
    List<Sample> samples = new ArrayList<>();
    for (int frame = 0; frame < frames; frame++) {
      int most = most(frame);
      for (Leaf.Group booked : GROUPS) {
        int slot = frame * GROUPS.length + booked.number();
        long counted = slot == most ? objects[frame] : 0;
        if (counted != 0 || allocated[slot] != 0 || resident[slot] != 0) {
          samples.add(
              new Sample(
                  frame, booked.id(findings.dialect()), counted, allocated[slot], resident[slot]));
        }
      }
    }
    return samples;
  }

  private int most(int frame) {
    int most = frame * GROUPS.length;
    for (int slot = most; slot < (frame + 1) * GROUPS.length; slot++) {
      most = allocated[slot] > allocated[most] ? slot : most;
    }
    return most;
  }
}
