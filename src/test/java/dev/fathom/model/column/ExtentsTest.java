package dev.fathom.model.column;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Pieces neither overlap nor leave out anything, whatever is told.
final class ExtentsTest {
  private static final int TRIES = 500;

  private record Piece(long start, long end, int state) {}

  @Test
  void piecesAreWhatWasAdded() {
    SplittableRandom random = new SplittableRandom(4);
    for (int attempt = 0; attempt < TRIES; attempt++) {
      Extents.Builder builder = new Extents.Builder();
      List<Piece> added = fill(builder, random);
      Extents extents = builder.build();

      List<Piece> found = new ArrayList<>();
      for (int piece = 0; piece < extents.count(); piece++) {
        if (extents.state(piece) != Extents.NOTHING) {
          found.add(new Piece(extents.start(piece), extents.end(piece), extents.state(piece)));
        }
      }
      assertThat(found).isEqualTo(added);
    }
  }

  @Test
  void everyAddressIsInOnePiece() {
    SplittableRandom random = new SplittableRandom(5);
    for (int attempt = 0; attempt < TRIES; attempt++) {
      Extents.Builder builder = new Extents.Builder();
      fill(builder, random);
      Extents extents = builder.build();

      assertThat(extents.start(0)).isZero();
      assertThat(extents.state(0)).isEqualTo(Extents.NOTHING);
      int last = extents.count() - 1;
      assertThat(extents.state(last)).isEqualTo(Extents.NOTHING);
      assertThat(extents.end(last)).isEqualTo(Long.MAX_VALUE);
      for (int piece = 0; piece < last; piece++) {
        assertThat(extents.end(piece)).isEqualTo(extents.start(piece + 1));
      }
      for (int question = 0; question < 50; question++) {
        long address = random.nextLong(extents.start(last) + 100);
        int piece = extents.at(address);
        assertThat(extents.start(piece)).isLessThanOrEqualTo(address);
        assertThat(extents.end(piece)).isGreaterThan(address);
        // Whatever the search begins with, there is one answer.
        int near = random.nextInt(-2, extents.count() + 2);
        int found = extents.at(address, near);
        assertThat(extents.start(found)).as("from piece %d", near).isLessThanOrEqualTo(address);
        assertThat(extents.end(found)).as("from piece %d", near).isGreaterThan(address);
      }
    }
  }

  @Test
  void whatOverlapsIsRefused() {
    Extents.Builder builder = new Extents.Builder();
    assertThat(builder.add(100, 200, 1)).isTrue();
    assertThat(builder.add(100, 200, 1)).isFalse();
    assertThat(builder.add(199, 300, 1)).isFalse();
    assertThat(builder.add(50, 60, 1)).isFalse();
    assertThat(builder.add(200, 200, 1)).isFalse();
    assertThat(builder.add(300, 250, 1)).isFalse();
    assertThat(builder.add(200, 201, 127)).isTrue();
    Extents extents = builder.build();
    assertThat(extents.count()).isEqualTo(4);
    assertThat(extents.state(2)).isEqualTo(127);
  }

  @Test
  void equalNeighboursStayApart() {
    Extents.Builder builder = new Extents.Builder();
    for (int i = 0; i < 100_000; i++) {
      assertThat(builder.add(0x1000 + 16L * i, 0x1010 + 16L * i, 1)).isTrue();
    }
    Extents extents = builder.build();
    assertThat(extents.count()).isEqualTo(100_002);
    assertThat(extents.at(0x1000 + 16L * 77_777 + 5)).isEqualTo(77_778);
  }

  @Test
  void nothingIsOnePiece() {
    Extents extents = new Extents.Builder().build();
    assertThat(extents.count()).isEqualTo(1);
    assertThat(extents.at(12345)).isZero();
    assertThat(extents.end(0)).isEqualTo(Long.MAX_VALUE);
  }

  /// Adds pieces, some of which overlap what is there; returns those that were taken.
  private static List<Piece> fill(Extents.Builder builder, SplittableRandom random) {
    List<Piece> added = new ArrayList<>();
    long at = 0;
    int pieces = random.nextInt(60);
    for (int i = 0; i < pieces; i++) {
      long start = Math.max(0, at + (random.nextInt(3) == 0 ? random.nextLong(-20, 50) : 0));
      long end = start + random.nextLong(-3, 100);
      int state = 1 + random.nextInt(127);
      boolean sound = start >= at && end > start;
      assertThat(builder.add(start, Math.max(0, end), state)).isEqualTo(sound);
      if (sound) {
        added.add(new Piece(start, end, state));
        at = end;
      }
    }
    return added;
  }
}
