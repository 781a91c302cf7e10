package dev.fathom.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ShortenedCellsTest {
  @Test
  void theMiddleIsLeftOut() {
    assertThat(
            ShortenedCells.of(List.of("__main__.app.cache['sessions'][17].user.name", "short"), 21))
        .containsExactly("__main__.app…ser.name", "short");
  }

  @Test
  void twoThatDifferDoNotLookAlike() {
    assertThat(
            ShortenedCells.of(
                List.of(
                    "__main__.app.caches[17].left.entries.name",
                    "__main__.app.caches[17].rest.entries.name"),
                21))
        .doesNotHaveDuplicates()
        .allMatch(cell -> cell.length() <= 21);
  }

  @Test
  void noneIsEverTooLongOrLikeAnother() {
    Random random = new Random(25);
    for (int round = 0; round < 2000; round++) {
      char[] one = "x".repeat(20 + random.nextInt(60)).toCharArray();
      char[] other = one.clone();
      other[random.nextInt(other.length)] = 'y';
      int width = 12 + random.nextInt(40);
      List<String> cut = ShortenedCells.of(List.of(new String(one), new String(other)), width);
      assertThat(cut).allMatch(cell -> cell.length() <= width);
      assertThat(new HashSet<>(cut)).as("%s at %d", new String(other), width).hasSize(2);
    }
  }

  @Test
  void charactersOfTwoCellsStayWhole() {
    assertThat(Fit.middle("😀".repeat(30), 11, 0.5)).isEqualTo("😀😀…😀😀");
  }
}
