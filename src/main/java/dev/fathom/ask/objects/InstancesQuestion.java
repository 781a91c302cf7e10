package dev.fathom.ask.objects;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.owners.InstancePage;
import dev.fathom.analysis.owners.Owners;
import dev.fathom.ask.Question;
import dev.fathom.ask.QuestionException;
import dev.fathom.ask.Resolver;

/// Which single objects are there?
///
/// @param type the qualified name of their type; empty for any
/// @param module the module that defines their type; empty for any
/// @param keptBy what the one is called that keeps them; empty for any
/// @param offset how many are left out
/// @param limit how many are listed at most
public record InstancesQuestion(String type, String module, String keptBy, int offset, int limit)
    implements Question<InstancePage> {
  @Override
  public InstancePage answer(Analysis analysis) throws QuestionException {
    int of = keptBy.isEmpty() ? Owners.ALL : new Resolver(analysis).object(keptBy);
    return InstancePage.of(
        analysis.findings(),
        analysis.owners(),
        new InstancePage.Wanted(type, module, of),
        offset,
        limit);
  }
}
