package dev.fathom.survey;

import dev.fathom.malloc.Violations;
import dev.fathom.model.column.Extents;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.ClaimTable;
import dev.fathom.model.object.ObjectList;
import java.util.List;

/// Whether what was told of memory nests, whoever told it: stretches fill their segments, claims
/// lie side by side in what is mapped, chunks and blocks in claims, objects in blocks, chunks or
/// variables. Then what is booked of one layer can be no more than there is of the layer around it.
///
/// **Cost**: a merge of the columns, some 5 ns a piece.
final class Conservation {
  private final ClaimTable claims;
  private final Violations violations;

  /// A claim at the top, with those that follow it without a gap: the variables of a module may lie
  /// in several areas.
  private int next;

  private long start;
  private long end;

  private Conservation(ClaimTable claims, Violations violations) {
    this.claims = claims;
    this.violations = violations;
  }

  /// Looks through what was told.
  ///
  /// @param violations hears of each thing that lies where it cannot
  static void check(
      List<Area> areas,
      ClaimTable claims,
      Extents chunks,
      Extents blocks,
      ObjectList objects,
      Violations violations) {
    new Conservation(claims, violations).stretches();
    new Conservation(claims, violations).inAreas(areas);
    new Conservation(claims, violations).pieces(chunks, "chunk outside of every claim");
    new Conservation(claims, violations).pieces(blocks, "block outside of every claim");
    new Conservation(claims, violations).objects(chunks, blocks, objects);
  }

  /// Each segment is filled by its stretches.
  private void stretches() {
    int segment = ClaimTable.NO_PARENT;
    long filled = 0;
    for (int claim = 0; claim < claims.count(); claim++) {
      if (claims.parent(claim) == ClaimTable.NO_PARENT) {
        ended(segment, filled);
        segment = claims.kind(claim) == ClaimTable.Kind.SEGMENT ? claim : ClaimTable.NO_PARENT;
        filled = claims.start(claim);
      } else {
        if (claims.parent(claim) != segment || claims.start(claim) != filled) {
          violations.violation("stretch that does not follow the one before", claims.start(claim));
        }
        filled = claims.end(claim);
      }
    }
    ended(segment, filled);
  }

  private void ended(int segment, long filled) {
    if (segment != ClaimTable.NO_PARENT && claims.end(segment) != filled) {
      violations.violation("segment that its stretches do not fill", filled);
    }
  }

  /// Claims at the top do not overlap, and begin where something is mapped.
  private void inAreas(List<Area> areas) {
    long before = 0;
    int area = 0;
    for (int claim = 0; claim < claims.count(); claim++) {
      if (claims.parent(claim) == ClaimTable.NO_PARENT) {
        long at = claims.start(claim);
        if (Long.compareUnsigned(at, before) < 0) {
          violations.violation("overlapping claims", at);
        }
        before = claims.end(claim);
        while (area < areas.size() && Long.compareUnsigned(areas.get(area).end(), at) <= 0) {
          area++;
        }
        if (area == areas.size() || Long.compareUnsigned(areas.get(area).start(), at) > 0) {
          violations.violation("claim where nothing is mapped", at);
        }
      }
    }
  }

  private void pieces(Extents extents, String outside) {
    for (int piece = 0; piece < extents.count(); piece++) {
      if (extents.state(piece) != Extents.NOTHING) {
        moveTo(extents.start(piece));
        if (!covers(extents.start(piece)) || !covers(extents.end(piece) - 1)) {
          violations.violation(outside, extents.start(piece));
        }
      }
    }
  }

  /// Each object begins in a block or chunk, or else among the variables of a module.
  private void objects(Extents chunks, Extents blocks, ObjectList objects) {
    Extents.Cursor chunk = chunks.cursor();
    Extents.Cursor block = blocks.cursor();
    for (int object = 0; object < objects.count(); object++) {
      long at = objects.address(object);
      block.moveTo(at);
      if (block.state() == Extents.NOTHING) {
        chunk.moveTo(at);
        if (chunk.state() == Extents.NOTHING) {
          moveTo(at);
          if (!covers(at)) {
            violations.violation("object outside of every claim", at);
          }
        }
      }
    }
  }

  private boolean covers(long address) {
    return Long.compareUnsigned(start, address) <= 0 && Long.compareUnsigned(address, end) < 0;
  }

  /// Goes on to the claim that an address lies in, if there is one.
  private void moveTo(long address) {
    while (next < claims.count() && Long.compareUnsigned(end, address) <= 0) {
      if (claims.parent(next) == ClaimTable.NO_PARENT) {
        start = claims.start(next);
        end = claims.end(next);
      }
      next++;
      while (next < claims.count()
          && (claims.parent(next) != ClaimTable.NO_PARENT || claims.start(next) == end)) {
        end = Math.max(end, claims.end(next));
        next++;
      }
    }
  }
}
