package dev.fathom.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// Tables: columns that stand under one another, lines that fit the screen.
final class TableTest {
  @Test
  void columnsAreAsWideAsTheyMustBe() {
    Table table = new Table(Table.Align.LEFT, Table.Align.RIGHT, Table.Align.LEFT);
    table.row("name", "n", "what");
    table.row("x", "1,000", "");
    table.row("\uD83D\uDC0D\uD83D\uDC0D", "20", "last");
    assertThat(table.lines(100))
        .containsExactly(
            "name      n  what", "x     1,000", "\uD83D\uDC0D\uD83D\uDC0D     20  last");
  }

  @Test
  void theHeadAloneIsBold() {
    Table table = new Table(Table.Align.LEFT);
    table.row("HEAD");
    table.row("row");
    assertThat(table.headed(Style.COLOUR, 10)).containsExactly("\u001b[1mHEAD\u001b[0m", "row");
    assertThat(table.section(Style.PLAIN, 10)).containsExactly("", "HEAD", "row");
  }

  @Test
  void aLineEndsWhereTheScreenEnds() {
    Table table = new Table(Table.Align.LEFT, Table.Align.LEFT);
    table.row("abc", "\uD83D\uDC0D".repeat(30));
    assertThat(table.lines(10)).containsExactly("abc  " + "\uD83D\uDC0D".repeat(2) + "…");
    assertThat(table.lines(65)).containsExactly("abc  " + "\uD83D\uDC0D".repeat(30));
    assertThat(new Table(Table.Align.LEFT).lines(10)).isEmpty();
  }

  /// A bar is as long in colour as without.
  @Test
  void colourTakesNoRoom() {
    Table table = new Table(Table.Align.LEFT, Table.Align.LEFT);
    table.row("a", Style.COLOUR.bar("████"));
    assertThat(table.lines(7)).containsExactly("a  \u001b[36m████\u001b[0m");
  }

  @Test
  void whatCanBeSparedGoesFirst() {
    Table table =
        new Table(Table.Align.RIGHT, Table.Align.RIGHT, Table.Align.RIGHT, Table.Align.LEFT);
    table.row("ONE", "TWO", "THREE", "NAME");
    table.row("1", "2", "3", "a.long.name.of.twenty.six.");
    table.spare(1);
    table.spare(2);
    assertThat(table.lines(60).getFirst()).isEqualTo("ONE  TWO  THREE  NAME");
    assertThat(table.lines(40).getFirst()).isEqualTo("ONE  THREE  NAME");
    assertThat(table.lines(30).getFirst()).isEqualTo("ONE  NAME");
    assertThat(table.lines(20)).containsExactly("ONE  NAME", "  1  a.long.n…y.six.");
  }

  @Test
  void everyRowHasAllCells() {
    Table table = new Table(Table.Align.LEFT, Table.Align.LEFT);
    assertThatThrownBy(() -> table.row("one")).isInstanceOf(IllegalArgumentException.class);
  }
}
