package dev.fathom.ask.dataset;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.account.Account;
import dev.fathom.analysis.account.TypeCount;
import dev.fathom.analysis.finding.Finding;
import dev.fathom.analysis.owners.LargestOwners;
import dev.fathom.analysis.owners.Owners;
import dev.fathom.model.Findings;
import dev.fathom.model.family.Applications;
import dev.fathom.model.memory.LoadedLibraries;
import dev.fathom.model.memory.PageCounters;
import dev.fathom.snapshot.dataset.DatasetRows;
import dev.fathom.snapshot.dataset.DatasetTable;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What of one look goes into a dataset: some hundred rows, however large the process is.
///
/// Of types and owners those that take the most have rows, and one or more rows close them, so that
/// sums are right. The contents of strings are in none of them ([OwnerShape]).
final class LookTables {
  /// How many types have a row of their own.
  static final int MOST_TYPES = 200;

  /// How many owners are told, before those of one shape are put together.
  static final int MOST_OWNERS = 100;

  /// How many processes below the one that was looked at are told.
  private static final int MOST_WORKERS = 1000;

  private static final String OTHERS = "(others)";

  private final Analysis analysis;
  private final Findings findings;
  private final List<Object> look;

  private LookTables(Analysis analysis, LookName name, Instant taken) {
    this.analysis = analysis;
    this.findings = analysis.findings();
    this.look =
        List.of(name.host(), (long) findings.identity().process(), micros(taken), name.release());
  }

  /// {@return the rows of a look; those that say that there is one come last}
  ///
  /// @param started when the process began
  /// @param family it and those below it; empty where only one process is known
  static List<DatasetRows> of(
      Analysis analysis,
      LookName name,
      Instant taken,
      Optional<Instant> started,
      List<Applications.Member> family) {
    LookTables tables = new LookTables(analysis, name, taken);
    return Stream.of(
            tables.accounts(),
            tables.types(),
            tables.owners(),
            tables.conclusions(),
            tables.workers(family),
            tables.looks(name, taken, started))
        .filter(rows -> rows.count() > 0)
        .toList();
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  private void add(DatasetRows rows, Object... own) {
    List<Object> all = new ArrayList<>(look);
    all.addAll(List.of(own));
    rows.add(all);
  }

  private DatasetRows looks(LookName name, Instant taken, Optional<Instant> started) {
    DatasetRows rows = new DatasetRows(DatasetTable.LOOKS);
    PageCounters counters = findings.counters();
    add(
        rows,
        name.app(),
        findings.program(),
        String.join(", ", findings.runtimeTitles()),
        buildId(),
        name.fathom(),
        started.map(LookTables::micros).orElse(0L),
        started.map(from -> Math.max(0, Duration.between(from, taken).toSeconds())).orElse(0L),
        findings.rss(),
        counters.pss(),
        counters.swap(),
        findings.cost().heldNanos(),
        (long) findings.objects().count(),
        findings.partial() ? 1L : 0L);
    return rows;
  }

  /// That of the program's own file, which its loader may list under another path, but first.
  private String buildId() {
    List<LoadedLibraries.Link> links = findings.linkMap().links();
    String executable = findings.identity().executable();
    return links.stream()
        .filter(link -> link.path().equals(executable))
        .findFirst()
        .or(() -> links.stream().filter(link -> link.namespace() == 0).findFirst())
        .map(LoadedLibraries.Link::buildId)
        .orElse("");
  }

  private DatasetRows accounts() {
    Map<String, Account> leaves = new LinkedHashMap<>();
    Map<String, Long> resident = new LinkedHashMap<>();
    analysis.sheet().accounts().forEach(account -> addLeaves(account, leaves, resident));
    DatasetRows rows = new DatasetRows(DatasetTable.ACCOUNTS);
    leaves.forEach((id, leaf) -> add(rows, id, leaf.label(), resident.getOrDefault(id, 0L)));
    return rows;
  }

  private static void addLeaves(
      Account account, Map<String, Account> leaves, Map<String, Long> resident) {
    if (account.children().isEmpty()) {
      leaves.putIfAbsent(account.id(), account);
      resident.merge(account.id(), account.resident(), Long::sum);
    }
    account.children().forEach(child -> addLeaves(child, leaves, resident));
  }

  /// The name of a type, and in which runtime.
  private record TypeName(String runtime, String type) {}

  private record TypeSum(long count, long allocated, long resident) {
    TypeSum plus(TypeSum other) {
      return new TypeSum(
          count + other.count, allocated + other.allocated, resident + other.resident);
    }
  }

  private DatasetRows types() {
    Map<TypeName, TypeSum> sums = new LinkedHashMap<>();
    for (TypeCount type : analysis.sheet().types()) {
      sums.merge(
          new TypeName(type.dialect().runtime(), type.qualifiedName()),
          new TypeSum(type.count(), type.allocated(), type.resident()),
          TypeSum::plus);
    }
    List<Map.Entry<TypeName, TypeSum>> largest =
        sums.entrySet().stream()
            .sorted(
                Comparator.comparingLong(
                        (Map.Entry<TypeName, TypeSum> each) -> each.getValue().allocated())
                    .reversed())
            .toList();
    DatasetRows rows = new DatasetRows(DatasetTable.TYPES);
    TypeSum others = new TypeSum(0, 0, 0);
    for (int at = 0; at < largest.size(); at++) {
      TypeSum sum = largest.get(at).getValue();
      if (at < MOST_TYPES) {
        addType(rows, largest.get(at).getKey(), sum);
      } else {
        others = others.plus(sum);
      }
    }
    if (others.count() > 0) {
      addType(rows, new TypeName("", OTHERS), others);
    }
    return rows;
  }

  private void addType(DatasetRows rows, TypeName name, TypeSum sum) {
    add(rows, name.runtime(), name.type(), sum.count(), sum.allocated(), sum.resident());
  }

  /// What owners have in common that are told together.
  private record OwnerName(String shape, String type, String form) {}

  private record OwnerSum(long members, long objects, long retained, long resident) {
    OwnerSum plus(OwnerSum other) {
      return new OwnerSum(
          members + other.members,
          objects + other.objects,
          retained + other.retained,
          resident + other.resident);
    }
  }

  private DatasetRows owners() {
    LargestOwners largest = analysis.owners().largest(MOST_OWNERS);
    Map<OwnerName, OwnerSum> sums = new LinkedHashMap<>();
    Stream.concat(largest.largest().stream(), largest.rest().stream())
        .forEach(owner -> sums.merge(name(owner), sum(owner), OwnerSum::plus));
    DatasetRows rows = new DatasetRows(DatasetTable.OWNERS);
    sums.forEach((name, sum) ->
        add(
            rows,
            name.shape(),
            name.type(),
            name.form(),
            sum.members(),
            sum.objects(),
            sum.retained(),
            sum.resident()));
    return rows;
  }

  private static OwnerName name(Owners.Owner owner) {
    return new OwnerName(OwnerShape.of(owner.path()), owner.type(), owner.form().id());
  }

  private static OwnerSum sum(Owners.Owner owner) {
    return new OwnerSum(owner.members(), owner.objects(), owner.retained(), owner.resident());
  }

  private DatasetRows conclusions() {
    Map<String, List<Finding>> kinds = new LinkedHashMap<>();
    for (Finding finding : analysis.conclusions()) {
      kinds.computeIfAbsent(finding.kind().id(), kind -> new ArrayList<>()).add(finding);
    }
    DatasetRows rows = new DatasetRows(DatasetTable.FINDINGS);
    kinds.forEach((kind, all) -> {
      Finding gravest =
          all.stream().max(Comparator.comparing(Finding::severity)).orElse(all.getFirst());
      List<String> subjects = gravest.subjects();
      add(
          rows,
          kind,
          gravest.severity().id(),
          subjects.isEmpty() ? "" : OwnerShape.of(subjects.getFirst()),
          (long) all.size(),
          all.stream().mapToLong(Finding::bytes).sum());
    });
    return rows;
  }

  private DatasetRows workers(List<Applications.Member> family) {
    DatasetRows rows = new DatasetRows(DatasetTable.WORKERS);
    for (Applications.Member member : family.subList(0, Math.min(MOST_WORKERS, family.size()))) {
      int process = member.stat().process();
      add(
          rows,
          process == findings.identity().process() ? "self" : "below",
          member.stat().name(),
          (long) process,
          member.rss(),
          member.pss(),
          member.uss(),
          member.swap());
    }
    return rows;
  }
}
