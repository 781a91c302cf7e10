package dev.fathom.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Only what differs is told.
final class JsonDifferenceTest {
  @Test
  void equalValues() {
    String text = "{\"a\": [1, {\"b\": null}], \"c\": \"d\"}";
    assertThat(JsonDifference.between(Json.parseObject(text), Json.parseObject(text))).isEmpty();
  }

  @Test
  void eachPlace() {
    assertThat(
            JsonDifference.between(
                Json.parseObject("{\"a\": [1, {\"b\": 2}], \"c\": \"d\", \"same\": 1}"),
                Json.parseObject("{\"a\": [1, {\"b\": 3}, 4], \"e\": true, \"same\": 1}")))
        .containsExactly(
            ".a: 3 elements, not 2", ".a[1].b: 3, not 2", ".c: null, not d", ".e: true, not null");
  }

  @Test
  void noMoreThanAPersonReads() {
    String some = "{\"a\": [0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]}";
    String others = "{\"a\": [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]}";
    assertThat(JsonDifference.between(Json.parseObject(some), Json.parseObject(others)))
        .hasSize(10);
  }
}
