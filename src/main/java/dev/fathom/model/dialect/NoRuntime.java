package dev.fathom.model.dialect;

/// The words for memory that no runtime manages: chunks, and what leads to them.
public record NoRuntime() implements Dialect {
  private static final Terms TERMS = new Terms("chunks", "pools", "blocks", "POOLS OF");

  private static final PathSyntax PATHS = new OffsetSyntax();

  @Override
  public String runtime() {
    return "";
  }

  @Override
  public String title() {
    return "C";
  }

  @Override
  public String accounts() {
    return "c";
  }

  @Override
  public String judged() {
    return "found all that containers of C++ own; what was left over in memory may look like a reference";
  }

  @Override
  public PathSyntax paths() {
    return PATHS;
  }

  @Override
  public Terms terms() {
    return TERMS;
  }

  @Override
  public boolean isMereMemory() {
    return true;
  }
}
