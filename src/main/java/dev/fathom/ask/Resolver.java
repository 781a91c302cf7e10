package dev.fathom.ask;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.graph.Retained;
import dev.fathom.analysis.owners.ObjectParts;
import dev.fathom.analysis.paths.PathLookup;
import dev.fathom.model.Findings;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Finds what a user calls an object: by its address, its type, or any path that was printed.
public final class Resolver {
  private static final int HEXADECIMAL = 16;

  /// Of so many owners one may have been meant.
  private static final int MOST_OWNERS = 500;

  private final Analysis analysis;
  private final Findings findings;

  public Resolver(Analysis analysis) {
    this.analysis = analysis;
    this.findings = analysis.findings();
  }

  /// {@return the address that a text states: `0x7f…`, or a decimal number as `id()` prints it;
  /// empty where it is none}
  public static OptionalLong address(String text) {
    boolean hexadecimal = text.startsWith("0x") || text.startsWith("0X");
    try {
      return OptionalLong.of(
          hexadecimal
              ? Long.parseUnsignedLong(text.substring(2), HEXADECIMAL)
              : Long.parseUnsignedLong(text));
    } catch (NumberFormatException none) {
      return OptionalLong.empty();
    }
  }

  /// {@return the one object of an address or a path}
  ///
  /// @throws QuestionException if there is none
  public int object(String wanted) throws QuestionException {
    OptionalLong address = address(wanted);
    OptionalInt object =
        address.isPresent()
            ? findings.objects().beginningAt(address.getAsLong())
            : PathLookup.of(analysis, wanted);
    return object.orElseThrow(() -> absent(wanted));
  }

  /// {@return the object of an address or a path, or the typical one of a type}
  ///
  /// @throws QuestionException if there is none
  public int typical(String wanted) throws QuestionException {
    OptionalInt typical =
        address(wanted).isPresent() ? OptionalInt.empty() : ObjectParts.typical(findings, wanted);
    return typical.isPresent() ? typical.getAsInt() : named(wanted);
  }

  /// {@return the objects of a type, or the one of an address or a path; ascending}
  ///
  /// @throws QuestionException if there is none
  public int[] objects(String wanted) throws QuestionException {
    if (address(wanted).isEmpty()) {
      BitSet types = findings.types().called(wanted);
      int[] objects =
          IntStream.range(0, findings.objects().count())
              .filter(object -> types.get(findings.objects().type(object)))
              .toArray();
      if (objects.length > 0) {
        return objects;
      }
    }
    return new int[] {named(wanted)};
  }

  private QuestionException absent(String wanted) {
    String where =
        " in " + (Subject.isProcess(findings.subject()) ? "process " : "") + findings.subject();
    if (address(wanted).isPresent()) {
      return QuestionException.absent("no object begins at " + wanted + where);
    }
    Stream<String> types =
        IntStream.range(0, findings.types().count())
            .mapToObj(type -> findings.types().get(type).qualifiedName());
    Optional<String> likely = LikelyName.of(wanted, Stream.concat(types, largestOwners()));
    return QuestionException.absent(
        "no object, type or path '"
            + wanted
            + "'"
            + where
            + likely.map(name -> "; did you mean " + name + "?").orElse(""));
  }

  /// {@return what the objects that keep most are called}
  private Stream<String> largestOwners() {
    Retained retained = analysis.retained();
    PriorityQueue<Integer> largest = new PriorityQueue<>(Comparator.comparingLong(retained::bytes));
    for (int object = 0; object < findings.objects().count(); object++) {
      if (retained.objects(object) > 1) {
        largest.add(object);
        if (largest.size() > MOST_OWNERS) {
          largest.remove();
        }
      }
    }
    return largest.stream().map(analysis.paths()::path);
  }

  private int named(String wanted) throws QuestionException {
    return object(wanted);
  }
}
