package dev.fathom.cli.talks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/// All that the talks show: `talks.tsv`.
final class TalkItems {
  private static final String FOLDER = "/dev/fathom/talks/";

  private TalkItems() {}

  static List<TalkItem> all() {
    try (InputStream file =
        Objects.requireNonNull(TalkItems.class.getResourceAsStream(FOLDER + "talks.tsv"))) {
      return new String(file.readAllBytes(), UTF_8).lines().map(TalkItem::parse).toList();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /// {@return a source that a talk compiles}
  static Path source(String name) {
    return Path.of(
        Objects.requireNonNull(TalkItems.class.getResource(FOLDER + name), name).getPath());
  }
}
