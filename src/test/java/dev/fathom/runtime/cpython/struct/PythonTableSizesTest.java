package dev.fathom.runtime.cpython.struct;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `sys.getsizeof(dict(d))` and `sys.getsizeof(set(s))` said, less what they say of empty
/// ones, of containers from which seven of eight entries had been deleted.
final class PythonTableSizesTest {
  private static final long ENTRY_BYTES = 24;

  @ParameterizedTest
  @CsvSource({
    "2, 7, 280, 5, 280",
    "2, 7, 280, 6, 664",
    "2, 7, 280, 10, 1048",
    "2, 7, 280, 100, 6424",
    "2, 7, 280, 171, 12568",
    "2, 7, 280, 1365, 98584",
    "2, 7, 280, 100000, 6291736",
    "3, 6, 80, 5, 248",
    "3, 6, 80, 6, 376",
    "3, 6, 80, 11, 656",
    "3, 6, 80, 171, 9328",
    "3, 6, 80, 1365, 36976",
    "3, 6, 80, 1366, 73832",
    "3, 6, 80, 100000, 5242984",
    "3, 9, 64, 5, 232",
    "3, 9, 64, 1365, 36960",
    "3, 9, 64, 1366, 73816",
    "3, 10, 64, 1, 360",
    "3, 10, 64, 5, 232",
    "3, 10, 64, 6, 360",
    "3, 10, 64, 11, 640",
    "3, 10, 64, 1000, 36960",
    "3, 10, 64, 1365, 73816",
    "3, 10, 64, 10000, 295000",
    "3, 13, 64, 1, 352",
    "3, 13, 64, 5, 224",
    "3, 13, 64, 1365, 73808",
    "3, 13, 64, 100000, 5242960"
  })
  void ofADict(int major, int minor, long empty, long entries, long size) {
    // Of the empty one getsizeof tells no table, but in 3.6 to 3.10 the head of the collector.
    assertThat(sizes(major, minor).dict(entries, ENTRY_BYTES)).isEqualTo(size - empty);
  }

  @ParameterizedTest
  @CsvSource({
    "2, 7, 232, 5, 232",
    "2, 7, 232, 6, 488",
    "2, 7, 232, 171, 8424",
    "2, 7, 232, 1366, 65768",
    "3, 6, 232, 4, 232",
    "3, 6, 232, 5, 488",
    "3, 6, 232, 10, 744",
    "3, 6, 232, 100000, 4194536",
    "3, 13, 216, 1, 216",
    "3, 13, 216, 5, 472",
    "3, 13, 216, 100, 4312",
    "3, 13, 216, 10000, 524504"
  })
  void ofASet(int major, int minor, long empty, long entries, long size) {
    assertThat(sizes(major, minor).set(entries)).isEqualTo(size - empty);
  }

  @Test
  void ofWhatHasNoRoomToSpare() {
    assertThat(sizes(3, 11).list(600_000)).isEqualTo(4_800_056 - 56);
    assertThat(sizes(3, 11).byteArray(600_000)).isEqualTo(600_057 - 56);
    assertThat(sizes(3, 11).dict(0, ENTRY_BYTES)).isZero();
    assertThat(sizes(3, 11).set(0)).isZero();
  }

  private static PythonTableSizes sizes(int major, int minor) {
    return new PythonTableSizes(new PythonVersion(major, minor, ""));
  }
}
