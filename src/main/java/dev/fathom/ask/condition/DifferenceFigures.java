package dev.fathom.ask.condition;

import dev.fathom.analysis.diff.Difference;
import dev.fathom.analysis.diff.TypeDelta;
import dev.fathom.analysis.finding.Severity;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/// The figures of two looks, the later of which is meant where nothing else is said.
public final class DifferenceFigures implements Figures {
  private final ReportFigures before;
  private final ReportFigures after;
  private final Difference difference;

  /// Those that were looked for: that takes its time.
  private final Map<String, Held> owners = new HashMap<>();

  private DifferenceFigures(ReportFigures before, ReportFigures after, Difference difference) {
    this.before = before;
    this.after = after;
    this.difference = difference;
  }

  /// The figures of two looks.
  ///
  /// @param difference what differs between them; of three, what stayed
  public static DifferenceFigures of(
      ReportFigures before, ReportFigures after, Difference difference) {
    return new DifferenceFigures(before, after, difference);
  }

  @Override
  public Vocabulary vocabulary() {
    Vocabulary later = after.vocabulary();
    return new Vocabulary(
        true,
        Stream.concat(before.vocabulary().accounts().stream(), later.accounts().stream()).toList(),
        later.findings());
  }

  @Override
  public Figure figure(FigureName name) throws UnknownFigureException {
    return switch (name.measure()) {
      case NEW -> Figure.of(difference.fresh());
      case NEW_OF_TYPE -> Figure.of(sum(name, TypeDelta::fresh));
      case GONE -> Figure.of(difference.gone());
      case GONE_OF_TYPE -> Figure.of(sum(name, TypeDelta::gone));
      case RETAINED -> after.retained(held(name.argument()).later());
      default -> after.figure(name);
    };
  }

  @Override
  public Figure earlier(FigureName name) throws UnknownFigureException {
    boolean alike = before.tellsResidency() == after.tellsResidency();
    return switch (name.measure()) {
      case TRAPPED, TRIMMABLE, ACCOUNT, RETAINED -> {
        if (!alike) {
          throw new UnknownFigureException(
              (name.argument().isEmpty() ? name.measure().usage() : name.argument())
                  + " cannot be compared: a core tells what was dumped, in memory or not");
        }
        yield name.measure() == Measure.RETAINED
            ? earlier(held(name.argument()))
            : before.figure(name);
      }
      default -> before.figure(name);
    };
  }

  /// What was not there kept nothing.
  private Figure earlier(Held held) {
    return held.earlier() < 0 ? Figure.of(0) : before.retained(held.earlier());
  }

  @Override
  public Optional<Severity> highest() throws UnknownFigureException {
    return after.highest();
  }

  /// The owner of one path in both looks.
  ///
  /// @param earlier -1 where it was not there yet
  private record Held(int earlier, int later) {}

  /// In one of the looks a path may be spelled otherwise, where a shorter one leads there too: so
  /// whoever is known in one look is looked for in the other by the same steps.
  private Held held(String path) throws UnknownFigureException {
    Held known = owners.get(path);
    if (known == null) {
      known = find(path);
      owners.put(path, known);
    }
    return known;
  }

  private Held find(String path) throws UnknownFigureException {
    int later = after.named(path);
    int earlier = before.named(path);
    if (later < 0 && earlier >= 0) {
      later = after.sameSteps(before, earlier);
    }
    if (later < 0) {
      throw after.noSuchPath(path);
    }
    return new Held(earlier < 0 ? before.sameSteps(after, later) : earlier, later);
  }

  private long sum(FigureName name, ToLongFunction<TypeDelta> figure)
      throws UnknownFigureException {
    // Refuses a type of a heap that was not read.
    FigureName count = new FigureName(Measure.OBJECTS_OF_TYPE, name.argument());
    before.figure(count);
    after.figure(count);
    Set<String> meant = new HashSet<>(before.meant(name.argument()));
    meant.addAll(after.meant(name.argument()));
    return difference.types().stream()
        .filter(type -> meant.contains(type.qualifiedName()))
        .mapToLong(figure)
        .sum();
  }
}
