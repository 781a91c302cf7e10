import java.nio.file.Path;
import java.util.Optional;

/// A link within the repository.
///
/// @param text as it is written
/// @param file where it leads, from the root
/// @param anchor which heading there; empty for none
record Link(String text, Path file, String anchor) {
  /// {@return the link, if it is none to another site}
  static Optional<Link> of(Path page, String text) {
    if (text.matches("[a-z]+:.*")) {
      return Optional.empty();
    }
    int at = text.indexOf('#');
    String file = at < 0 ? text : text.substring(0, at);
    Path to = file.isEmpty() ? page : page.resolveSibling(file).normalize();
    return Optional.of(new Link(text, to, at < 0 ? "" : text.substring(at + 1)));
  }
}
