package dev.fathom.serve;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The connections that are open, in the order of their coming; of a bounded number.
///
/// Nobody can shut others out by being there: where there are too many, the stranger goes who has
/// been one for longest, and those who know the token go last of all.
final class Connections {
  private final int most;
  private final Set<Connection> open = new LinkedHashSet<>();

  Connections(int most) {
    this.most = most;
  }

  /// Takes one more in.
  synchronized void add(Connection connection) {
    if (open.size() >= most) {
      Connection leaving =
          open.stream().filter(one -> !one.isAdmitted()).findFirst().orElse(open.iterator().next());
      open.remove(leaving);
      leaving.close();
    }
    open.add(connection);
  }

  synchronized void remove(Connection connection) {
    open.remove(connection);
  }

  /// Ends those for which we have waited too long.
  synchronized void closeOverdue() {
    for (Iterator<Connection> all = open.iterator(); all.hasNext(); ) {
      Connection connection = all.next();
      if (connection.isOverdue()) {
        all.remove();
        connection.close();
      }
    }
  }

  synchronized void closeAll() {
    List<Connection> all = new ArrayList<>(open);
    open.clear();
    all.forEach(Connection::close);
  }
}
