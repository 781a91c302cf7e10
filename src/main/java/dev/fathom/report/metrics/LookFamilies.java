package dev.fathom.report.metrics;

import dev.fathom.analysis.finding.Severity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What the last look at each target found.
final class LookFamilies {
  private static final double NANOS = 1e9;
  private static final double MILLIS = 1e3;

  /// What came of the looks at one target so far.
  private record Looked(
      LookFigures last, Map<String, NamedFigure> types, Map<String, NamedFigure> owners) {}

  private final Map<String, ToldNames> types = new HashMap<>();
  private final Map<String, ToldNames> owners = new HashMap<>();

  private final Map<String, Looked> looked = new TreeMap<>();
  private final Map<String, Long> looks = new TreeMap<>();
  private final Map<String, Long> failures = new TreeMap<>();

  void add(String target, LookFigures figures) {
    looks.merge(target, 1L, Long::sum);
    failures.merge(target, 0L, Long::sum);
    looked.put(
        target,
        new Looked(
            figures,
            names(types, target).told(figures.types(), figures.otherTypes()),
            names(owners, target).told(figures.owners(), figures.otherOwners())));
  }

  void addFailure(String target) {
    looks.merge(target, 0L, Long::sum);
    failures.merge(target, 1L, Long::sum);
  }

  private static ToldNames names(Map<String, ToldNames> among, String target) {
    return among.computeIfAbsent(target, _ -> new ToldNames(LookFigures.MOST_NAMED));
  }

  List<MetricFamily> all() {
    MetricFamily count =
        MetricFamily.counter("fathom_looks", "", "Looks at all objects of a target.");
    looks.forEach((target, number) -> count.add(number, new Label("target", target)));
    MetricFamily failed =
        MetricFamily.counter("fathom_look_failures", "", "Looks that were not possible.");
    failures.forEach((target, number) -> failed.add(number, new Label("target", target)));
    MetricFamily taken =
        MetricFamily.gauge(
            "fathom_look_timestamp_seconds", "seconds", "When the last look was, and at whom.");
    MetricFamily held =
        MetricFamily.gauge(
            "fathom_look_held_seconds", "seconds", "How long the process was held for it.");
    MetricFamily resident =
        MetricFamily.gauge(
            "fathom_look_resident_bytes", "bytes", "In memory at that moment: all accounts.");
    MetricFamily accounts =
        MetricFamily.gauge(
            "fathom_account_bytes", "bytes", "What is in memory, by account; they add up to it.");
    MetricFamily typeBytes =
        MetricFamily.gauge("fathom_type_bytes", "bytes", "What objects of a type take, in memory.");
    MetricFamily typeObjects =
        MetricFamily.gauge("fathom_type_objects", "", "How many objects of a type there are.");
    MetricFamily ownerBytes =
        MetricFamily.gauge(
            "fathom_owner_bytes", "bytes", "What would be freed with an owner, in memory.");
    MetricFamily findings =
        MetricFamily.gauge("fathom_finding_bytes", "bytes", "How much memory a finding is about.");
    MetricFamily severities =
        MetricFamily.gauge(
            "fathom_finding_severity", "", "How much it matters: 0 note, 1 warning, 2 critical.");
    looked.forEach((target, all) -> {
      Label whose = new Label("target", target);
      LookFigures last = all.last();
      taken.addSeconds(
          last.taken() / MILLIS, whose, new Label("pid", Integer.toString(last.process())));
      held.addSeconds(last.heldNanos() / NANOS, whose);
      resident.add(last.resident(), whose);
      last.accounts().forEach((id, bytes) -> accounts.add(bytes, whose, new Label("account", id)));
      all.types()
          .forEach((name, type) -> {
            typeBytes.add(type.resident(), whose, new Label("type", name));
            typeObjects.add(type.objects(), whose, new Label("type", name));
          });
      all.owners()
          .forEach(
              (name, owner) -> ownerBytes.add(owner.resident(), whose, new Label("owner", name)));
      last.findings()
          .forEach((kind, finding) -> {
            findings.add(finding.bytes(), whose, new Label("finding", kind));
            severities.add(rank(finding.severity()), whose, new Label("finding", kind));
          });
    });
    return List.of(
        count,
        failed,
        taken,
        held,
        resident,
        accounts,
        typeBytes,
        typeObjects,
        ownerBytes,
        findings,
        severities);
  }

  private static int rank(Severity severity) {
    return switch (severity) {
      case NOTE -> 0;
      case WARNING -> 1;
      case CRITICAL -> 2;
    };
  }
}
