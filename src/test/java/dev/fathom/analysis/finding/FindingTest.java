package dev.fathom.analysis.finding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FindingTest {
  /// Where a path ends is what tells most of it.
  @Test
  void ofALongNameBeginningAndEndAreKept() {
    String path = "asyncio.events._event_loop_policy" + "._next".repeat(50) + ".jobs[0].queue";
    assertThat(Finding.name(path))
        .startsWith("asyncio.events._event_loop_policy._next")
        .endsWith("._next.jobs[0].queue")
        .contains("…")
        .hasSize(121);
    assertThat(Finding.name("__main__.CACHE")).isEqualTo("__main__.CACHE");
  }
}
