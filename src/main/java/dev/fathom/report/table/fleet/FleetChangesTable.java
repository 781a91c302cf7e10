package dev.fathom.report.table.fleet;

import dev.fathom.ask.dataset.FleetChange;
import dev.fathom.view.Column;
import dev.fathom.view.TableSpec;
import java.util.ArrayList;
import java.util.List;

/// What changed from one release to the next, over many hosts.
public final class FleetChangesTable {
  /// The Rss of each app.
  public static final TableSpec<FleetChange> APPS =
      spec("apps", "APPS", "the Rss of an app", List.of());

  /// The types.
  public static final TableSpec<FleetChange> TYPES =
      spec(
          "types",
          "TYPES",
          "a type",
          List.of(Column.text("name", "type", "its name", FleetChange::name)));

  /// The owners.
  public static final TableSpec<FleetChange> OWNERS =
      spec(
          "owners",
          "OWNERS",
          "owners whose paths have one shape",
          List.of(
              Column.text("name", "owner", "the shape of the path", FleetChange::name),
              Column.text("type", "type", "its type", FleetChange::type)));

  private FleetChangesTable() {}

  private static TableSpec<FleetChange> spec(
      String id, String title, String meaning, List<Column<FleetChange>> names) {
    List<Column<FleetChange>> columns = new ArrayList<>();
    columns.add(Column.text("app", "app", "of which app", FleetChange::app));
    columns.addAll(names);
    columns.addAll(
        List.of(
            Column.count(
                "hosts",
                "hosts",
                "on how many hosts there are looks at both releases",
                FleetChange::hosts),
            Column.count(
                "present",
                "have it",
                "on how many of these it is there at all",
                FleetChange::present),
            Column.count(
                "grew", "grew on", "on how many it takes more than 1 % more", FleetChange::grew),
            Column.count(
                "shrank",
                "shrank on",
                "on how many it takes more than 1 % less",
                FleetChange::shrank),
            Column.bytes(
                "before",
                "before",
                "the median of what it took, of the hosts that have it",
                FleetChange::before),
            Column.bytes(
                "after", "after", "the median of what it takes, likewise", FleetChange::after),
            Column.bytes(
                "lowerDelta",
                "Δ lower",
                "a quarter of these hosts grew by no more",
                FleetChange::lower),
            Column.bytes("medianDelta", "Δ median", "half of them", FleetChange::median),
            Column.bytes("upperDelta", "Δ upper", "three quarters of them", FleetChange::upper),
            Column.bytes("totalDelta", "Δ total", "the sum over all of them", FleetChange::total)));
    return new TableSpec<>(id, title, meaning, columns);
  }
}
