package dev.fathom.ask.verify;

import dev.fathom.analysis.Analysis;
import dev.fathom.ask.Looks;
import dev.fathom.ask.Manner;
import dev.fathom.ask.Subject;
import dev.fathom.survey.look.Depth;
import dev.fathom.survey.look.KernelWord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Do the figures of a look agree with what others say? The kernel is asked about a process alone.
public record VerifyQuestion(Subject subject, Manner manner) {
  /// Looks, and compares.
  ///
  /// @throws dev.fathom.model.ProcessAccessException if it cannot be looked at
  public VerifyAnswer answer() throws IOException {
    if (!(subject instanceof Subject.Live live)) {
      Analysis analysis = Looks.at(subject, manner, Depth.ALL);
      return new VerifyAnswer(analysis.findings(), InnerChecks.of(analysis));
    }
    KernelWord before = KernelWord.of(live.process());
    Analysis analysis = Looks.at(subject, manner, Depth.ALL);
    KernelWord after = KernelWord.of(live.process());
    List<Check> checks = new ArrayList<>(KernelChecks.of(analysis.findings(), before, after));
    checks.addAll(InnerChecks.of(analysis));
    return new VerifyAnswer(analysis.findings(), checks);
  }
}
