package dev.fathom.ask.objects;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.groups.Partition;
import dev.fathom.ask.Question;
import dev.fathom.ask.Since;
import dev.fathom.survey.look.Depth;
import java.io.IOException;
import java.util.Optional;

/// What objects are there?
///
/// @param by what they are grouped by
/// @param filter what the name of their type contains
/// @param since which of them, by another look
public record ObjectsQuestion(Partition.By by, String filter, Optional<Since> since)
    implements Question<ObjectsAnswer> {
  @Override
  public Depth depth() {
    return Depth.ALL_AND_SHARERS;
  }

  @Override
  public ObjectsAnswer answer(Analysis analysis) throws IOException {
    return new ObjectsAnswer(
        analysis.findings(),
        by,
        since.isPresent()
            ? Partition.of(analysis, by, filter, since.get().wanted(analysis.findings()))
            : analysis.groups(by, filter));
  }
}
