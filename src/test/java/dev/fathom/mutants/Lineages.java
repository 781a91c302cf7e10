package dev.fathom.mutants;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Which changes a mutant has: one, or those of an earlier mutant to which Fathom said what it had
/// not said before, and one more. So mutants come further than to the first check.
///
/// What was heard is kept in a file, if there is one, for the virtual machine that follows.
public final class Lineages {
  private static final int MOST_PARENTS = 400;

  /// Of so many changes hardly anything is left that is sound.
  private static final int MOST_CHANGES = 8;

  private final @Nullable Path file;
  private final Set<String> heard = new HashSet<>();
  private final List<List<Long>> parents = new ArrayList<>();

  private Lineages(@Nullable Path file) {
    this.file = file;
  }

  public static Lineages fresh() {
    return new Lineages(null);
  }

  /// Goes on with what others heard who wrote to that file.
  static Lineages keptIn(Path file) throws IOException {
    Lineages lineages = new Lineages(file);
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        String[] parts = line.split("\t", 2);
        if (parts.length == 2 && lineages.heard.add(parts[1])) {
          lineages.add(
              parts[0]
                  .lines()
                  .flatMap(numbers -> List.of(numbers.split(" ")).stream())
                  .map(Long::valueOf)
                  .toList());
        }
      }
    }
    return lineages;
  }

  /// {@return the changes of the mutant of that number}
  List<Long> of(long number) {
    SplittableRandom random = new SplittableRandom(number);
    if (parents.isEmpty() || random.nextBoolean()) {
      return List.of(number);
    }
    List<Long> changes = new ArrayList<>(parents.get(random.nextInt(parents.size())));
    changes.add(number);
    return List.copyOf(changes);
  }

  /// Remembers a mutant if that was not said before.
  void hear(List<Long> lineage, String said) throws IOException {
    String line = said.replaceAll("\\s+", " ");
    if (heard.add(line)) {
      add(lineage);
      if (file != null) {
        String numbers = lineage.stream().map(String::valueOf).collect(Collectors.joining(" "));
        Files.writeString(
            file,
            numbers + "\t" + line + "\n",
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
      }
    }
  }

  private void add(List<Long> lineage) {
    if (parents.size() < MOST_PARENTS && lineage.size() < MOST_CHANGES) {
      parents.add(lineage);
    }
  }

  int outcomes() {
    return heard.size();
  }
}
