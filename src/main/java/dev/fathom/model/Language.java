package dev.fathom.model;

/// In whose words the findings are told.
public enum Language {
  PYTHON("Python"),
  PERL("Perl"),
  /// Where there is no runtime: chunks of memory, and what points to them.
  C("C");

  private final String title;

  Language(String title) {
    this.title = title;
  }

  /// {@return its name as a reader writes it}
  public String title() {
    return title;
  }

  /// {@return the language that a runtime runs}
  ///
  /// @param runtime its name: `cpython`, `perl`
  static Language of(String runtime) {
    return runtime.equals("perl") ? PERL : PYTHON;
  }
}
