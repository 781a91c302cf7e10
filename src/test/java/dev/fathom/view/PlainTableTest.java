package dev.fathom.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Tables for spreadsheets and pages of text, from one declaration.
final class PlainTableTest {
  private record Thing(String name, long bytes, long address, boolean ring) {}

  private static final TableSpec<Thing> SPEC =
      new TableSpec<>(
          "things",
          "THINGS",
          "a thing",
          List.of(
              Column.text("name", "what", "its name", Thing::name),
              Column.bytes("bytes", "size", "its size", Thing::bytes),
              Column.address("at", "at", "where it is", Thing::address),
              Column.flag("ring", "ring", "whether it is a ring", Thing::ring)));

  @Test
  void csvQuotesAndDisarms() {
    assertThat(
            PlainTable.csv(
                SPEC,
                List.of(
                    new Thing("plain", 1234567, 0x7f00, true),
                    new Thing("a \"b\", c", 1, 0, false),
                    new Thing("=1+1", 2, 0, false),
                    new Thing("two\nlines\u001b[31m", 3, 0, false))))
        .containsExactly(
            "name,bytes,at,ring",
            "plain,1234567,0x7f00,true",
            "\"a \"\"b\"\", c\",1,0x0,false",
            "'=1+1,2,0x0,false",
            "two\\x0alines\\x1b[31m,3,0x0,false");
  }

  @Test
  void markdownBreaksNoTable() {
    assertThat(PlainTable.markdown(SPEC, List.of(new Thing("a|b`c", 1234567, 16, false))))
        .containsExactly(
            "| what | size | at | ring |",
            "|---|---:|---:|---:|",
            "| `a\\|b'c` | 1,234,567 | 0x10 | false |");
  }
}
