package dev.fathom.ask.dataset;

import dev.fathom.analysis.Analysis;
import dev.fathom.model.Identity;
import dev.fathom.model.family.Applications;
import dev.fathom.snapshot.dataset.Dataset;
import dev.fathom.snapshot.dataset.DatasetRows;
import dev.fathom.survey.family.ProcessCount;
import dev.fathom.survey.look.Whereabouts;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A look that is in a dataset now.
///
/// @param name under which it is found there
/// @param taken when
/// @param tables how many files it has
/// @param bytes what they take
public record AddedLook(LookName name, Instant taken, int tables, long bytes) {
  /// Adds one.
  public static AddedLook to(Dataset dataset, Analysis analysis, LookName name, Instant taken)
      throws IOException {
    Identity identity = analysis.findings().identity();
    boolean live = identity.kind() == Identity.Kind.LIVE;
    Optional<Instant> started = live ? Whereabouts.start(identity.process()) : Optional.empty();
    List<Applications.Member> family = live ? ProcessCount.below(identity.process()) : List.of();
    List<DatasetRows> tables = LookTables.of(analysis, name, taken, started, family);
    long bytes =
        dataset.add(new Dataset.Origin(name.app(), name.host(), identity.process(), taken), tables);
    return new AddedLook(name, taken, tables.size(), bytes);
  }
}
