package dev.fathom.ask.explain;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.owners.Explanation;
import dev.fathom.analysis.owners.ObjectParts;
import dev.fathom.ask.Again;
import dev.fathom.ask.Question;
import dev.fathom.ask.Resolver;
import dev.fathom.ask.Subject;
import dev.fathom.model.Findings;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.object.Detail;
import dev.fathom.survey.look.SecondLook;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// What is one object made of?
///
/// @param wanted an address or a path, or a type, of which a typical object is taken
/// @param again what is held once more for what is not in the model; empty where nothing may be
/// @param values whether what the fields hold is wanted, too
public record ExplainQuestion(String wanted, Optional<Again> again, boolean values)
    implements Question<ExplainAnswer> {
  private static final int MOST_SHOWN_BYTES = 4096;

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
        new ExplainAnswer.Held(offset, values ? held(explanation, offset) : new byte[0]));
  }

  private boolean isType(Analysis analysis) {
    return !analysis.findings().types().called(wanted).isEmpty();
  }

  /// What the runtime's own tools would print; of a snapshot there is nothing.
  private List<Detail> details(Findings findings, Explanation explanation, int object)
      throws ProcessAccessException {
    if (again.isEmpty()
        || !explanation.dialect().describesObjects()
        || !findings.types().head(findings.objects().type(object)).type().isThere()) {
      // Of a mapping, or a part of others, there is nothing to say.
      return List.of();
    }
    long address = explanation.owner().address();
    return again
        .get()
        .describe(explanation.dialect().runtime(), List.of(address), values)
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
