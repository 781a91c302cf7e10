package dev.fathom.ask.numbers;

import dev.fathom.analysis.Analysis;
import dev.fathom.ask.Looks;
import dev.fathom.ask.Manner;
import dev.fathom.ask.Subject;
import dev.fathom.model.Pause;
import dev.fathom.survey.look.Depth;
import dev.fathom.survey.look.ProcessNumbers;
import java.io.IOException;
import java.util.Map;

/// What is each number that the kernel tells of a process's memory?
public record NumbersQuestion(int process, Pause pause) {
  /// Looks, and asks the kernel right afterwards. What changes in between is told as what is left.
  public NumbersAnswer answer() throws IOException {
    Analysis analysis = Looks.at(new Subject.Live(process), Manner.of(pause), Depth.ALLOCATORS);
    Map<String, Long> numbers = ProcessNumbers.of(process).numbers();
    return new NumbersAnswer(
        analysis.findings(), KernelVocabulary.of(numbers), Bridges.of(analysis, numbers));
  }
}
