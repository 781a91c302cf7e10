package dev.fathom.analysis.account.picture;

import dev.fathom.analysis.account.BalanceSheet;
import dev.fathom.analysis.account.Bookkeeper;
import dev.fathom.analysis.account.Leaf;
import dev.fathom.analysis.account.PieceListener;
import dev.fathom.analysis.account.fragmentation.Pins;
import dev.fathom.model.Cursor;
import dev.fathom.model.Findings;

/// The memory as it can be drawn: by what it is, and by where it is. Both have a bounded number of
/// parts, however much memory there is.
///
/// @param sheet the balance sheet that both agree with
/// @param tree what is in memory, from the mappings to types and sizes
/// @param map the address space
public record Picture(BalanceSheet sheet, MemoryTree tree, AddressMap map) {

  /// **Cost**: that of the balance sheet, and some 50 ns a piece.
  public static Picture of(Findings findings, Pins pins) {
    TreeBuilder tree = new TreeBuilder(findings);
    MapBuilder map = new MapBuilder(findings, pins);
    BalanceSheet sheet =
        Bookkeeper.balance(findings, (owner, at, bytes, resident) -> {}, new Both(tree, map));
    return new Picture(sheet, tree.build(sheet), map.build());
  }

  /// Tells two.
  private record Both(PieceListener one, PieceListener other) implements PieceListener {
    @Override
    public void piece(Cursor at, Leaf.Group group, long start, long end, long resident, int owner) {
      one.piece(at, group, start, end, resident, owner);
      other.piece(at, group, start, end, resident, owner);
    }
  }
}
