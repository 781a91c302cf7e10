package dev.fathom.survey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.column.Extents;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.BlockState;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.model.memory.ClaimTable;
import dev.fathom.model.memory.Mapping;
import dev.fathom.model.memory.PageCounters;
import dev.fathom.model.object.ObjectRole;
import dev.fathom.model.object.ObjectTable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What nests is passed over in silence, and each thing that lies where it cannot is told once.
final class ConservationTest {
  private static final int MALLOC = 0;
  private static final int PROGRAM = 1;

  private final ClaimTable claims = new ClaimTable();
  private final Extents.Builder chunks = new Extents.Builder();
  private final Extents.Builder blocks = new Extents.Builder();
  private final ObjectTable objects = new ObjectTable();

  ConservationTest() {
    claims.party("malloc");
    claims.party("program");
  }

  @Test
  void whatNestsIsNoViolation() {
    int segment = top(ClaimTable.Kind.SEGMENT, 0x1000, 0x5000);
    stretch(segment, 0x1000, 0x3000);
    stretch(segment, 0x3000, 0x5000);
    top(ClaimTable.Kind.VARIABLES, 0x6000, 0x6800);
    top(ClaimTable.Kind.VARIABLES, 0x6800, 0x7000);
    chunk(0x1000, 0x3800);
    chunk(0x3800, 0x5000);
    block(0x1100, 0x1200);
    block(0x67f0, 0x6810); // a variable that lies across two areas
    object(0x1100);
    object(0x3900);
    object(0x6400);

    assertThat(violations()).isEmpty();
  }

  @Test
  void stretchesFillTheirSegment() {
    int gap = top(ClaimTable.Kind.SEGMENT, 0x1000, 0x3000);
    stretch(gap, 0x1000, 0x1800);
    stretch(gap, 0x1900, 0x3000);
    int tooShort = top(ClaimTable.Kind.SEGMENT, 0x4000, 0x5000);
    stretch(tooShort, 0x4000, 0x4800);

    assertThat(violations())
        .containsExactly(
            "stretch that does not follow the one before 1900",
            "segment that its stretches do not fill 4800");
  }

  @Test
  void claimsLieSideBySideInWhatIsMapped() {
    top(ClaimTable.Kind.FOUND, 0x1000, 0x3000);
    top(ClaimTable.Kind.FOUND, 0x2000, 0x4000);
    top(ClaimTable.Kind.STACK, 0x9000, 0xa000);

    assertThat(violations())
        .containsExactly("overlapping claims 2000", "claim where nothing is mapped 9000");
  }

  @Test
  void piecesAndObjectsLieInClaims() {
    top(ClaimTable.Kind.FOUND, 0x1000, 0x2000);
    chunk(0x1800, 0x2010);
    block(0x3000, 0x3100);
    object(0x3000);
    object(0x3200);

    assertThat(violations())
        .containsExactly(
            "chunk outside of every claim 1800",
            "block outside of every claim 3000",
            "object outside of every claim 3200");
  }

  @Test
  void theSmallestClaimIsFound() {
    int segment = top(ClaimTable.Kind.SEGMENT, 0x1000, 0x5000);
    stretch(segment, 0x1000, 0x3000);
    stretch(segment, 0x3000, 0x4000);

    assertThat(claims.at(0xfff)).isEqualTo(-1);
    assertThat(claims.at(0x1000)).isEqualTo(1);
    assertThat(claims.at(0x3fff)).isEqualTo(2);
    assertThat(claims.at(0x4000)).isEqualTo(segment);
    assertThat(claims.at(0x5000)).isEqualTo(-1);
  }

  private int top(ClaimTable.Kind kind, long start, long end) {
    return claims.add(
        kind,
        kind == ClaimTable.Kind.VARIABLES ? PROGRAM : MALLOC,
        ClaimTable.NO_PARENT,
        start,
        end);
  }

  private void stretch(int segment, long start, long end) {
    claims.add(ClaimTable.Kind.STRETCH, MALLOC, segment, start, end);
  }

  private void chunk(long start, long end) {
    assertThat(chunks.add(start, end, ChunkState.LIVE.code())).isTrue();
  }

  private void block(long start, long end) {
    assertThat(blocks.add(start, end, BlockState.LIVE.code())).isTrue();
  }

  private void object(long address) {
    assertThat(objects.add(address, 0, 16, 0, ObjectRole.ORDINARY, 0)).isTrue();
  }

  private List<String> violations() {
    Mapping mapping =
        new Mapping(0x1000, 0x8000, "rw-p", 0, "00:00", 0, "", PageCounters.NONE, false);
    List<String> told = new ArrayList<>();
    Conservation.check(
        List.of(new Area(0x1000, 0x8000, Area.Kind.ANONYMOUS, "", mapping, null)),
        claims,
        chunks.build(),
        blocks.build(),
        objects,
        (what, address) -> told.add(what + " " + Long.toHexString(address)));
    return told;
  }
}
