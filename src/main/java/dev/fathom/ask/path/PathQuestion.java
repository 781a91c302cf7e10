package dev.fathom.ask.path;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.paths.PathSearch;
import dev.fathom.ask.Question;
import dev.fathom.ask.QuestionException;
import dev.fathom.ask.Resolver;
import dev.fathom.ask.Since;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.IntStream;

/// What holds these objects?
///
/// @param wanted an address, a type or a path
/// @param top how many kinds of paths are listed, 1 or more
/// @param since which of the objects, by another look
public record PathQuestion(String wanted, int top, Optional<Since> since)
    implements Question<PathAnswer> {
  @Override
  public PathAnswer answer(Analysis analysis) throws IOException {
    int[] objects = new Resolver(analysis).objects(wanted);
    if (since.isPresent()) {
      objects = IntStream.of(objects).filter(since.get().wanted(analysis.findings())).toArray();
      if (objects.length == 0) {
        throw QuestionException.absent("none of the objects called " + wanted + " is such");
      }
    }
    return new PathAnswer(analysis.findings(), PathSearch.to(analysis, objects, top));
  }
}
