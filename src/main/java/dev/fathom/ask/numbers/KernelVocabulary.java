package dev.fathom.ask.numbers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the kernel's numbers mean, from `numbers.txt`: a line for each, with what a tool makes it
/// of behind `=`, and the meaning behind `|`.
final class KernelVocabulary {
  private static final String FILE = "numbers.txt";
  private static final String PLUS = " \\+ ";

  private KernelVocabulary() {}

  /// {@return the numbers of which the meaning is known, as far as this kernel tells them}
  static List<KernelFigure> of(Map<String, Long> numbers) {
    List<KernelFigure> figures = new ArrayList<>();
    for (String line : lines()) {
      String[] parts = line.split(" \\| ", 2);
      String[] sides = parts[0].strip().split(" = ", 2);
      String id = sides[0];
      String from = sides.length > 1 ? sides[1] : "";
      @Nullable Long value = value(from.isEmpty() ? id : from, numbers);
      if (value != null) {
        int dot = id.indexOf('.');
        boolean amount = !(from.isEmpty() ? id : from).endsWith("flt");
        figures.add(
            new KernelFigure(
                id.substring(0, dot), id.substring(dot + 1), value, amount, from, parts[1]));
      }
    }
    return figures;
  }

  private static @Nullable Long value(String sum, Map<String, Long> numbers) {
    long value = 0;
    for (String id : sum.split(PLUS, -1)) {
      @Nullable Long number = numbers.get(id);
      if (number == null) {
        return null;
      }
      value += number;
    }
    return value;
  }

  private static List<String> lines() {
    try (@Nullable InputStream resource = KernelVocabulary.class.getResourceAsStream(FILE)) {
      if (resource == null) {
        throw new IOException(FILE + " is missing in the jar");
      }
      try (BufferedReader text =
          new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
        return text.lines().filter(line -> line.contains(" | ")).toList();
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
