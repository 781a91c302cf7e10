package dev.fathom.serve;

/// The page that is shown: one document, with all that it needs in it.
public final class Page {
  private final byte[] content;
  private final String policy;

  /// @param content the document, in UTF-8; not to be changed afterwards
  /// @param policy what a browser may do with it (`Content-Security-Policy`)
  public Page(byte[] content, String policy) {
    this.content = content;
    this.policy = policy;
  }

  byte[] content() {
    return content;
  }

  String policy() {
    return policy;
  }
}
