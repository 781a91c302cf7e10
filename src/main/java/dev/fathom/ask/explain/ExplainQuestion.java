package dev.fathom.ask.explain;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.graph.ReachedMemory;
import dev.fathom.analysis.owners.Explanation;
import dev.fathom.analysis.owners.ObjectParts;
import dev.fathom.ask.Again;
import dev.fathom.ask.Question;
import dev.fathom.ask.Resolver;
import dev.fathom.ask.Subject;
import dev.fathom.model.Findings;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.dialect.Dialect;
import dev.fathom.model.object.Detail;
import dev.fathom.survey.look.SecondLook;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// What is one object made of?
///
/// @param wanted an address or a path, or a type, of which a typical object is taken
/// @param again what is held once more for what is not in the model; empty where nothing may be
/// @param values whether what the fields hold is wanted, too
/// @param levels how many levels of what it leads to are told with it; 1 for it alone
public record ExplainQuestion(String wanted, Optional<Again> again, boolean values, int levels)
    implements Question<ExplainAnswer> {
  private static final int MOST_SHOWN_BYTES = 4096;

  /// Of how many objects the sizes are asked for while the target is held.
  private static final int MOST_ASKED = 50_000;

  @Override
  public ExplainAnswer answer(Analysis analysis) throws IOException {
    int object = new Resolver(analysis).typical(wanted);
    Explanation explanation = Explanation.of(analysis.findings(), analysis.owners(), object);
    boolean typical = Resolver.address(wanted).isEmpty() && isType(analysis);
    ObjectParts parts = explanation.parts();
    long offset = parts.parts().isEmpty() ? 0 : parts.parts().getFirst().offset();
    return new ExplainAnswer(
        analysis.findings(),
        explanation,
        typical,
        details(analysis.findings(), explanation, object),
        new ExplainAnswer.Held(offset, values ? held(explanation, offset) : new byte[0]),
        reach(analysis, explanation, object));
  }

  private ExplainAnswer.Reach reach(Analysis analysis, Explanation explanation, int object)
      throws ProcessAccessException {
    ReachedMemory memory = new ReachedMemory(analysis);
    BitSet reached = memory.from(List.of(object));
    ReachedMemory.Sum sum = memory.sum(reached, List.of(object));
    Dialect dialect = explanation.dialect();
    if (again.isEmpty() || !dialect.describesObjects() || sum.objects() > MOST_ASKED) {
      return new ExplainAnswer.Reach(sum, Optional.empty());
    }
    Findings findings = analysis.findings();
    int[] whole = reached.stream().filter(each -> isWhole(findings, each)).toArray();
    return new ExplainAnswer.Reach(
        sum,
        again
            .get()
            .sizes(
                dialect.runtime(),
                IntStream.of(whole).mapToLong(findings.objects()::address).toArray(),
                IntStream.of(whole).mapToLong(findings.objects()::shallow).toArray()));
  }

  /// Whether there is something to say of an object as such: not of a mapping, or a part of others.
  private static boolean isWhole(Findings findings, int object) {
    return findings.types().head(findings.objects().type(object)).type().isThere();
  }

  private boolean isType(Analysis analysis) {
    return !analysis.findings().types().called(wanted).isEmpty();
  }

  /// What the runtime's own tools would print; of a snapshot there is nothing.
  private List<Detail> details(Findings findings, Explanation explanation, int object)
      throws ProcessAccessException {
    if (again.isEmpty()
        || !explanation.dialect().describesObjects()
        || !isWhole(findings, object)) {
      return List.of();
    }
    long address = explanation.owner().address();
    return again
        .get()
        .describe(explanation.dialect().runtime(), List.of(address), values, levels)
        .getOrDefault(address, List.of());
  }

  /// Reads an object again, once the process ran on: it may be another one by now, and then there
  /// is nothing to show.
  private byte[] held(Explanation explanation, long offset) throws ProcessAccessException {
    if (again.isEmpty() || !(again.get().subject() instanceof Subject.Live live)) {
      return new byte[0];
    }
    int bytes = (int) Math.min(MOST_SHOWN_BYTES, explanation.parts().pieceBytes());
    byte[] read = SecondLook.bytes(live.process(), explanation.owner().address() + offset, bytes);
    return read == null ? new byte[0] : read;
  }
}
