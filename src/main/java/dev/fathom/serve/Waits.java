package dev.fathom.serve;

import dev.fathom.model.watch.MemoryWait;
import dev.fathom.report.watch.LiveJson;
import java.util.ArrayList;
import java.util.List;

/// How long a process and those beside it waited for memory, from reading to reading, of all the
/// time and in constant space: when there are too many readings, every second one goes.
final class Waits {
  private static final int MOST = 4096;

  private List<Reading> readings = new ArrayList<>();

  /// @param sum what came together since the first reading
  private record Reading(long millis, MemoryWait sum) {}

  /// Adds a reading; they come in the order of time.
  void add(long millis, MemoryWait sum) {
    if (readings.size() >= MOST) {
      List<Reading> fewer = new ArrayList<>(MOST);
      for (int reading = 0; reading < readings.size(); reading += 2) {
        fewer.add(readings.get(reading));
      }
      readings = fewer;
    }
    readings.add(new Reading(millis, sum));
  }

  /// {@return all that came together; nothing is known of it before the first reading}
  MemoryWait all() {
    return readings.isEmpty() ? MemoryWait.UNKNOWN : readings.getLast().sum();
  }

  /// {@return what came between two readings each, of which the later one is after a moment}
  List<LiveJson.Waited> after(long millis) {
    List<LiveJson.Waited> waited = new ArrayList<>();
    for (int reading = 1; reading < readings.size(); reading++) {
      Reading now = readings.get(reading);
      if (now.millis() > millis) {
        waited.add(
            new LiveJson.Waited(now.millis(), now.sum().since(readings.get(reading - 1).sum())));
      }
    }
    return waited;
  }
}
