package dev.fathom.ask.dataset;

import java.util.List;
import java.util.stream.Stream;

/// What grew from one release to the next.
///
/// @param apps the Rss, a row for each app that hosts ran both releases of
/// @param types those that changed most
/// @param owners likewise
public record FleetDiffAnswer(
    List<FleetChange> apps, List<FleetChange> types, List<FleetChange> owners) {
  /// So many types and owners are told of in sentences.
  private static final int MOST_TOLD = 3;

  /// Of the Rss; what is less is no finding.
  private static final double SMALLEST_PART = 0.01;

  public FleetDiffAnswer {
    apps = List.copyOf(apps);
    types = List.copyOf(types);
    owners = List.copyOf(owners);
  }

  /// {@return what there is to say, the most important first: of each app its Rss, and of types and
  /// owners those that grew on more than half of the hosts by more than a hundredth of the Rss}
  public List<FleetChange> findings() {
    return Stream.of(
            apps.stream(),
            types.stream().filter(this::isFinding).limit(MOST_TOLD),
            owners.stream().filter(this::isFinding).limit(MOST_TOLD))
        .flatMap(each -> each)
        .toList();
  }

  private boolean isFinding(FleetChange change) {
    long rss =
        apps.stream()
            .filter(app -> app.app().equals(change.app()))
            .mapToLong(FleetChange::after)
            .findFirst()
            .orElse(0);
    return 2 * change.grew() > change.hosts() && change.median() > SMALLEST_PART * rss;
  }
}
