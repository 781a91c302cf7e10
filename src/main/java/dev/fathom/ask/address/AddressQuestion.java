package dev.fathom.ask.address;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.owners.Place;
import dev.fathom.analysis.owners.Places;
import dev.fathom.ask.Question;
import dev.fathom.ask.QuestionException;
import dev.fathom.ask.Resolver;
import dev.fathom.model.Findings;
import dev.fathom.model.Identity;
import dev.fathom.model.memory.PageFrame;
import dev.fathom.survey.look.SecondLook;
import org.jspecify.annotations.Nullable;

/// What is at this address?
///
/// @param wanted the address, `0x…` or a number
/// @param there whether a live process is still the one that was looked at
public record AddressQuestion(String wanted, boolean there) implements Question<AddressAnswer> {
  /// {@return the address}
  ///
  /// @throws QuestionException if it is none
  public long address() throws QuestionException {
    return Resolver.address(wanted)
        .orElseThrow(() ->
            QuestionException.wrong(wanted + " is not an address; use 0x… or a decimal number"));
  }

  @Override
  public AddressAnswer answer(Analysis analysis) throws QuestionException {
    Findings findings = analysis.findings();
    Place place = new Places(findings, analysis.owners()).at(address());
    return new AddressAnswer(findings, place, frame(findings, place));
  }

  /// Asks the kernel, after the process runs on: a page may have moved meanwhile.
  private @Nullable PageFrame frame(Findings findings, Place place) {
    return there && findings.identity().kind() == Identity.Kind.LIVE && place.area() != null
        ? SecondLook.frame(findings.identity().process(), place.address())
        : null;
  }
}
