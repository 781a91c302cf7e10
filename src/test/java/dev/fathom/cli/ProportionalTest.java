package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.ObjectTruth;
import dev.fathom.testing.PythonTarget;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// What an object counts is its part of the pages that it is on. The process says where its objects
/// are, and the kernel how often their pages are mapped.
final class ProportionalTest {
  private static final long FRAME_MASK = (1L << 55) - 1;
  private static final int PAGE_SHIFT = 12;

  @Test
  void objectsCountAsTheirPagesDo() throws IOException {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "halves.py")) {
      ObjectTruth truth = target.truth();
      Map<String, @Nullable Object> answer =
          FathomRun.of("objects", target.pid(), "--json").assertFine().json();
      assertThat(answer).containsEntry("proportionalExact", true);
      double shared = meanShare(target.pid(), truth, "__main__.Shared");
      double written = meanShare(target.pid(), truth, "__main__.Written");
      assertThat(shared).isLessThan(0.6);
      assertThat(written).isGreaterThan(0.9);
      assertThat(share(answer, "__main__.Shared")).isCloseTo(shared, within(0.01));
      assertThat(share(answer, "__main__.Written")).isCloseTo(written, within(0.01));

      Map<String, @Nullable Object> owners =
          FathomRun.of("owners", target.pid(), "--json").assertFine().json();
      assertThat(owners).containsEntry("proportionalExact", true);
      for (Object each : Json.array(owners.get("owners"))) {
        Map<String, @Nullable Object> owner = Json.object(each);
        assertThat(number(owner, "proportional"))
            .isBetween(1L, number(owner, "retained") + number(owner, "objects"));
      }
    }
  }

  /// What part of them counts, as Fathom says.
  private static double share(Map<String, @Nullable Object> answer, String type) {
    for (Object each : Json.array(answer.get("rows"))) {
      Map<String, @Nullable Object> row = Json.object(each);
      if (Objects.equals(row.get("type"), type)) {
        return (double) number(row, "proportional") / number(row, "resident");
      }
    }
    throw new AssertionError("no row for " + type);
  }

  /// What part of a byte of theirs counts, on average over all objects of a type.
  private static double meanShare(long pid, ObjectTruth truth, String type) throws IOException {
    double sum = 0;
    long count = 0;
    long page = -1;
    double share = 0;
    try (RandomAccessFile pages = new RandomAccessFile("/proc/" + pid + "/pagemap", "r")) {
      for (int object = 0; object < truth.size(); object++) {
        if (truth.types().get(truth.typeIndex(object)).name().equals(type)) {
          if (truth.address(object) >>> PAGE_SHIFT != page) {
            page = truth.address(object) >>> PAGE_SHIFT;
            long frame = word(pages, page) & FRAME_MASK;
            Assumptions.assumeTrue(frame != 0, "the kernel shows no frames here");
            share = 1.0 / mapped(frame);
          }
          sum += share;
          count++;
        }
      }
    }
    assertThat(count).as(type).isGreaterThan(10_000);
    return sum / count;
  }

  private static long mapped(long frame) throws IOException {
    try (RandomAccessFile counts = new RandomAccessFile("/proc/kpagecount", "r")) {
      return word(counts, frame);
    }
  }

  private static long word(RandomAccessFile file, long index) throws IOException {
    file.seek(index * Long.BYTES);
    return Long.reverseBytes(file.readLong());
  }

  private static long number(Map<String, @Nullable Object> object, String name) {
    return (Long) Objects.requireNonNull(object.get(name));
  }
}
