package dev.fathom.lab.scenario;

import java.util.List;

/// A line of a scenario.
///
/// @param text the line as it was written
/// @param words what to do
/// @param expected what stands after the arrow
record Command(String text, List<Token> words, List<Token> expected) {
  Token verb() {
    return words.getFirst();
  }
}
