package dev.fathom.view;

import java.util.regex.Pattern;

/// Colour and weight, or their absence where the output is no terminal.
public enum Style {
  PLAIN {
    @Override
    String sgr(String code, String text) {
      return text;
    }
  },
  COLOUR {
    @Override
    String sgr(String code, String text) {
      return text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }
  };

  static final char ESCAPE = '\u001b';

  /// What sets colour and weight, as it is written here.
  static final Pattern SEQUENCE = Pattern.compile("\u001b\\[[0-9;]*m");

  abstract String sgr(String code, String text);

  public String bold(String text) {
    return sgr("1", text);
  }

  public String dim(String text) {
    return sgr("2", text);
  }

  public String bar(String text) {
    return sgr("36", text);
  }

  public String warning(String text) {
    return sgr("33", text);
  }
}
