package dev.fathom.cli;

import dev.fathom.testing.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A file that `fathom html` wrote, and the data in it.
///
/// @param text all of it
/// @param data the document
record DrawnPage(Path file, String text, JsonRow data) {
  private static final String BEGINS = "<script type=\"application/json\" id=\"data\">";
  private static final String ENDS = "</script>";

  static DrawnPage of(Path file, Object... arguments) {
    Object[] all = new Object[arguments.length + 3];
    all[0] = "html";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[arguments.length + 1] = "-o";
    all[arguments.length + 2] = file;
    FathomRun.of(all).assertFine();
    return read(file);
  }

  static DrawnPage read(Path file) {
    try {
      String text = Files.readString(file);
      int from = text.indexOf(BEGINS) + BEGINS.length();
      return new DrawnPage(
          file,
          text,
          new JsonRow(Json.parseObject(text.substring(from, text.indexOf(ENDS, from)))));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  long bytes() {
    try {
      return Files.size(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  JsonRow object(String name) {
    return data.object(name);
  }

  List<JsonRow> rows(String name) {
    return data.rows(name);
  }
}
