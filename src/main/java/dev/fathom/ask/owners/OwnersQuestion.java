package dev.fathom.ask.owners;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.owners.LargestOwners;
import dev.fathom.analysis.owners.Owners;
import dev.fathom.ask.Question;
import dev.fathom.ask.QuestionException;
import dev.fathom.ask.Resolver;
import dev.fathom.ask.Since;
import dev.fathom.survey.look.Depth;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Who holds the memory, or what does one of them keep?
///
/// @param of what the one is called whose part is asked for; empty for the largest of all
/// @param levels how many below it
/// @param top how many are listed, of each level
/// @param nested whether single objects are listed, each with all that it keeps, though they lie
///   within one another; else what is held alike is told together
/// @param since which objects, by another look; not together with `of`
public record OwnersQuestion(String of, int levels, int top, boolean nested, Optional<Since> since)
    implements Question<OwnersAnswer> {
  private static final int DEEPEST = 16;

  /// Makes sure that it can be asked, before anything is looked at.
  ///
  /// @throws QuestionException if it cannot
  public void check() throws QuestionException {
    if (since.isPresent() && !of.isEmpty()) {
      throw QuestionException.wrong("--of lists what one keeps, whenever it came; leave one out");
    }
  }

  @Override
  public Depth depth() {
    return Depth.ALL_AND_SHARERS;
  }

  @Override
  public OwnersAnswer answer(Analysis analysis) throws IOException {
    check();
    Owners owners = analysis.owners();
    if (!of.isEmpty()) {
      List<Owners.Owner> lines = new ArrayList<>();
      addBelow(owners, new Resolver(analysis).object(of), Math.min(levels, DEEPEST), lines);
      return new OwnersAnswer(analysis.findings(), owners, lines, List.of());
    }
    if (since.isPresent()) {
      List<Owners.Owner> young = owners.largest(top, since.get().wanted(analysis.findings()));
      return new OwnersAnswer(analysis.findings(), owners, young, List.of());
    }
    if (nested) {
      List<Owners.Owner> single = owners.largest(top, object -> true);
      return new OwnersAnswer(analysis.findings(), owners, single, List.of());
    }
    LargestOwners all = owners.largest(top);
    return new OwnersAnswer(analysis.findings(), owners, all.largest(), all.rest());
  }

  /// An object and the levels below it, in dominator order.
  private void addBelow(Owners owners, int object, int left, List<Owners.Owner> lines) {
    lines.add(owners.ofObject(object));
    if (left > 0 && nested) {
      for (int child : owners.children(object, top)) {
        addBelow(owners, child, left - 1, lines);
      }
    } else if (left > 0) {
      for (Owners.Below below : owners.below(object, top)) {
        if (below.single()) {
          addBelow(owners, below.object(), left - 1, lines);
        } else {
          lines.add(below.owner());
        }
      }
    }
  }
}
