package dev.fathom.model.object;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PlainMemoryTest {
  @Test
  void countsWhatItIs() {
    assertThat(PlainMemory.several(113, "C memory")).isEqualTo("113 chunks of C memory");
    assertThat(PlainMemory.several(1, "anonymous mapping")).isEqualTo("1 anonymous mapping");
    assertThat(PlainMemory.several(3, "anonymous mapping")).isEqualTo("3 anonymous mappings");
    assertThat(PlainMemory.several(3000, "app.Cart")).isEqualTo("3,000 app.Cart");
  }
}
