package dev.fathom.snapshot.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is encoded is decoded again; what is damaged is an error, whatever the damage.
final class EncodingTest {
  static Stream<long[]> numbers() {
    SplittableRandom random = new SplittableRandom(1);
    return Stream.of(
            IntStream.of(0, 1, 2, 31, 32, 33, 127, 128, 129, 130, 1000, 65_536)
                .mapToObj(count -> random.longs(count).toArray()),
            IntStream.rangeClosed(0, 64)
                .mapToObj(bits ->
                    random
                        .longs(300)
                        .map(value -> bits == 0 ? 7 : value >>> (64 - bits))
                        .toArray()),
            Stream.of(
                new long[] {Long.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, 0, -1, 1},
                IntStream.range(0, 500).mapToLong(i -> 0x7f00_0000_0000L + 48L * i).toArray()))
        .flatMap(stream -> stream);
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void numbersComeBack(long[] values) throws DamagedTableException {
    TableOutput out = new TableOutput();
    DeltaEncoding.encode(values, values.length, out);
    long[] decoded = new long[values.length];
    Input in = input(out, out.count());
    DeltaEncoding.decode(in, decoded, values.length);
    assertThat(decoded).isEqualTo(values);
    assertThat(in.remaining()).isZero();
  }

  /// The example of the format's own description: 7, 5, 3, 1, 2, 3, 4, 5 has the deltas -2, -2, -2,
  /// 1, 1, 1, 1, of which the least is -2; so they are stored as 0, 0, 0, 3, 3, 3, 3 in 2 bits
  /// each.
  @Test
  void theBytesAreThoseOfTheSpecification() {
    TableOutput out = new TableOutput();
    DeltaEncoding.encode(new long[] {7, 5, 3, 1, 2, 3, 4, 5}, 8, out);
    byte[] expected = new byte[2 + 1 + 1 + 1 + 1 + 4 + 8];
    byte[] start = {(byte) 0x80, 0x01, 4, 8, 14, 3, 2, 0, 0, 0, (byte) 0b1100_0000, 0b0011_1111};
    System.arraycopy(start, 0, expected, 0, start.length);
    assertThat(Arrays.copyOf(out.array(), out.count())).isEqualTo(expected);
  }

  @Test
  void codesComeBack() throws DamagedTableException {
    SplittableRandom random = new SplittableRandom(2);
    for (int limit : new int[] {1, 2, 3, 7, 8, 9, 200, 100_000}) {
      for (int count : new int[] {1, 7, 8, 9, 1000}) {
        for (boolean same : new boolean[] {true, false}) {
          long[] values = new long[count + 8];
          for (int i = 0; i < count; i++) {
            values[i] = same ? limit - 1 : random.nextLong(limit);
          }
          long[] expected = Arrays.copyOf(values, count);
          TableOutput out = new TableOutput();
          HybridEncoding.encode(values, count, limit, out);
          long[] decoded = new long[count];
          HybridEncoding.decode(input(out, out.count()), decoded, count, limit);
          assertThat(decoded).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void whatIsCutOffIsAnError() {
    long[] values = new SplittableRandom(3).longs(400).toArray();
    TableOutput out = new TableOutput();
    DeltaEncoding.encode(values, values.length, out);
    for (int length = 0; length < out.count(); length++) {
      Input in = input(out, length);
      assertThatThrownBy(() -> DeltaEncoding.decode(in, new long[400], 400))
          .isInstanceOf(DamagedTableException.class);
    }
  }

  /// A decoder reads bytes that anybody may have written.
  @Test
  void anyBytesAreNumbersOrAnError() {
    SplittableRandom random = new SplittableRandom(4);
    int errors = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextInt(200) + Input.SLACK_BYTES];
      random.nextBytes(bytes);
      if (round % 2 == 0 && bytes.length > 4 + Input.SLACK_BYTES) {
        // So that some get beyond the head.
        bytes[0] = (byte) 0x80;
        bytes[1] = 1;
        bytes[2] = 4;
        bytes[3] = 100;
      }
      Input in = new Input(bytes, 0, bytes.length - Input.SLACK_BYTES);
      try {
        if (round % 3 == 0) {
          HybridEncoding.decode(in, new long[100], 100, 5);
        } else {
          DeltaEncoding.decode(in, new long[100], 100);
        }
      } catch (DamagedTableException expected) {
        errors++;
      }
    }
    assertThat(errors).isGreaterThan(10_000);
  }

  private static Input input(TableOutput out, int length) {
    return new Input(Arrays.copyOf(out.array(), length + Input.SLACK_BYTES), 0, length);
  }
}
