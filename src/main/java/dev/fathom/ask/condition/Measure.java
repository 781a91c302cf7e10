package dev.fathom.ask.condition;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a condition can ask for.
public enum Measure {
  RSS("rss", Kind.BYTES, Parameter.NONE, Traits.WHOLE),
  PSS("pss", Kind.BYTES, Parameter.NONE, Traits.WHOLE),
  USS("uss", Kind.BYTES, Parameter.NONE, Traits.WHOLE),
  SWAP("swap", Kind.BYTES, Parameter.NONE, Traits.WHOLE),
  VIRTUAL("virtual", Kind.BYTES, Parameter.NONE, Traits.WHOLE),
  PAGE_TABLES("pageTables", Kind.BYTES, Parameter.NONE, Traits.WHOLE),
  TRAPPED("trapped", Kind.BYTES, Parameter.NONE, Traits.PART),
  TRIMMABLE("trimmable", Kind.BYTES, Parameter.NONE, Traits.PART),
  /// Resident bytes of an account of the balance sheet, which stands for itself: `stacks`.
  ACCOUNT("", Kind.BYTES, Parameter.ACCOUNT, Traits.PART),
  OBJECTS("objects", Kind.COUNT, Parameter.NONE, Traits.WHOLE),
  OBJECTS_OF_TYPE("objects", Kind.COUNT, Parameter.TYPE, Traits.PART),
  BYTES_OF_TYPE("bytes", Kind.BYTES, Parameter.TYPE, Traits.PART),
  RETAINED("retained", Kind.BYTES, Parameter.PATH, Traits.PART),
  LEAKED("leaked", Kind.COUNT, Parameter.NONE, Traits.PART),
  FINDING("finding", Kind.SEVERITY, Parameter.NONE, Traits.WHOLE),
  FINDINGS("findings", Kind.COUNT, Parameter.NONE, Traits.WHOLE),
  FINDINGS_OF_ID("findings", Kind.COUNT, Parameter.ID, Traits.WHOLE),
  NEW("new", Kind.COUNT, Parameter.NONE, Traits.OF_TWO),
  NEW_OF_TYPE("new", Kind.COUNT, Parameter.TYPE, Traits.OF_TWO),
  GONE("gone", Kind.COUNT, Parameter.NONE, Traits.OF_TWO),
  GONE_OF_TYPE("gone", Kind.COUNT, Parameter.TYPE, Traits.OF_TWO);

  /// What a figure counts.
  public enum Kind {
    BYTES,
    COUNT,
    /// How much the gravest finding matters.
    SEVERITY
  }

  /// What stands in parentheses.
  enum Parameter {
    NONE(""),
    /// Not in parentheses: the name is the account.
    ACCOUNT(""),
    TYPE("TYPE"),
    PATH("PATH"),
    ID("ID");

    private final String placeholder;

    Parameter(String placeholder) {
      this.placeholder = placeholder;
    }
  }

  /// With what a figure can be compared besides a number.
  private enum Traits {
    /// It may be compared with what it was.
    WHOLE,
    /// So it may, and with the whole that it is a part of: `5%`.
    PART,
    /// It is itself what differs between two looks.
    OF_TWO
  }

  private final String word;
  private final Kind kind;
  private final Parameter parameter;
  private final Traits traits;

  Measure(String word, Kind kind, Parameter parameter, Traits traits) {
    this.word = word;
    this.kind = kind;
    this.parameter = parameter;
    this.traits = traits;
  }

  public Kind kind() {
    return kind;
  }

  Parameter parameter() {
    return parameter;
  }

  /// {@return whether it is a part of something, so that `5%` of that can be meant}
  boolean isPart() {
    return traits == Traits.PART;
  }

  /// {@return whether there is such a figure only where two looks are compared}
  boolean isOfTwo() {
    return traits == Traits.OF_TWO;
  }

  /// {@return how it is written: `objects(TYPE)`}
  String usage() {
    return parameter.placeholder.isEmpty() ? word : word + "(" + parameter.placeholder + ")";
  }

  /// {@return the one of a word, with or without something in parentheses}
  static Optional<Measure> of(String word, boolean argument) {
    return all(argument).stream().filter(each -> each.word.equals(word)).findFirst();
  }

  /// {@return those with something in parentheses, or those without}
  private static List<Measure> all(boolean argument) {
    return Arrays.stream(values())
        .filter(each -> each.parameter != Parameter.ACCOUNT)
        .filter(each -> argument == !each.parameter.placeholder.isEmpty())
        .toList();
  }

  /// {@return how all of these are written, for a person}
  ///
  /// @param compares whether there are two looks
  static String usages(boolean argument, boolean compares) {
    return all(argument).stream()
        .filter(each -> compares || !each.isOfTwo())
        .map(Measure::usage)
        .collect(Collectors.joining(", "));
  }
}
