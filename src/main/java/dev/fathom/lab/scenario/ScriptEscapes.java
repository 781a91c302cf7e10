package dev.fathom.lab.scenario;

import java.util.Locale;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.io.SerializedString;

/// Makes JSON that may stand in a `<script>` element: each `<` in a string is written as an escape,
/// so that no name ends the element or begins a comment.
final class ScriptEscapes extends CharacterEscapes {
  private static final long serialVersionUID = 1L;

  private final int[] ascii = standardAsciiEscapesForJSON();

  ScriptEscapes() {
    ascii['<'] = ESCAPE_CUSTOM;
  }

  @Override
  public int[] getEscapeCodesForAscii() {
    return ascii.clone();
  }

  @Override
  public SerializableString getEscapeSequence(int character) {
    return new SerializedString(String.format(Locale.ROOT, "\\u%04x", character));
  }
}
