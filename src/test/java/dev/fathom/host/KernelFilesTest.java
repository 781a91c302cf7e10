package dev.fathom.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A file that is told in pieces is whole, and so is each line in it.
final class KernelFilesTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 1000, 65_535})
  void piecesAreOfWholeLines(int lineBytes) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int line = 0; line < 400; line++) {
      text.append("é".repeat(line % (lineBytes + 1))).append('\n');
    }
    text.append("x".repeat(lineBytes)); // the last one has no end
    Path file = directory.resolve("text");
    Files.writeString(file, text, StandardCharsets.ISO_8859_1);
    List<String> pieces = new ArrayList<>();
    KernelFiles.pieces(file, pieces::add);
    assertThat(String.join("", pieces)).isEqualTo(text.toString());
    for (String piece : pieces.subList(0, pieces.size() - 1)) {
      assertThat(piece).endsWith("\n");
    }
  }

  /// A line that is longer than a piece is told in parts, and nothing is lost.
  @ParameterizedTest
  @ValueSource(ints = {65_536, 200_000})
  void aLongLineIsToldAllTheSame(int bytes) throws IOException {
    String text = "short\n" + "x".repeat(bytes) + "\nshort";
    Path file = Files.writeString(directory.resolve("text"), text);
    StringBuilder told = new StringBuilder();
    KernelFiles.pieces(file, told::append);
    assertThat(told.toString()).isEqualTo(text);
  }
}
