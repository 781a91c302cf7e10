package dev.fathom.view;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// A column of a table, declared once.
///
/// @param <R> what a row is about
/// @param id its name for programs: in JSON, in the first line of CSV; does not change
/// @param title its head on the screen and in Markdown
/// @param kind what its values are
/// @param optional whether there are rows that have no value: then its key is not in JSON, and its
///   cell empty
/// @param meaning of a value, for the documentation
/// @param value of a row: a [Long], [Double], [Boolean] or [String], as the kind says; null where
///   there is none
public record Column<R>(
    String id,
    String title,
    Kind kind,
    boolean optional,
    String meaning,
    Function<R, @Nullable Object> value) {
  /// What values are, and so how they are written.
  public enum Kind {
    /// A name or a sentence; parts may be of the target's choosing.
    TEXT("text"),
    /// A number that is a name: of a process, of an arena.
    ID("id"),
    /// A number of things.
    COUNT("number"),
    /// A number of bytes.
    BYTES("bytes"),
    /// A place in memory.
    ADDRESS("address"),
    /// A part of a whole, 0 to 1.
    SHARE("share"),
    /// Whether something is so.
    FLAG("true or false");

    private final String unit;

    Kind(String unit) {
      this.unit = unit;
    }

    /// {@return in what its values are}
    public String unit() {
      return unit;
    }
  }

  public static <R> Column<R> text(
      String id, String title, String meaning, Function<R, String> value) {
    return new Column<>(id, title, Kind.TEXT, false, meaning, value::apply);
  }

  public static <R> Column<R> id(String id, String title, String meaning, ToLongFunction<R> value) {
    return new Column<>(id, title, Kind.ID, false, meaning, value::applyAsLong);
  }

  public static <R> Column<R> count(
      String id, String title, String meaning, ToLongFunction<R> value) {
    return new Column<>(id, title, Kind.COUNT, false, meaning, value::applyAsLong);
  }

  public static <R> Column<R> bytes(
      String id, String title, String meaning, ToLongFunction<R> value) {
    return new Column<>(id, title, Kind.BYTES, false, meaning, value::applyAsLong);
  }

  public static <R> Column<R> address(
      String id, String title, String meaning, ToLongFunction<R> value) {
    return new Column<>(id, title, Kind.ADDRESS, false, meaning, value::applyAsLong);
  }

  public static <R> Column<R> flag(String id, String title, String meaning, Predicate<R> value) {
    return new Column<>(id, title, Kind.FLAG, false, meaning, value::test);
  }

  /// Bytes that are not known of every row.
  public static <R> Column<R> knownBytes(
      String id, String title, String meaning, Function<R, Optional<Long>> value) {
    return new Column<>(id, title, Kind.BYTES, true, meaning, row -> value.apply(row).orElse(null));
  }

  /// A number of things that not every row has.
  public static <R> Column<R> knownCount(
      String id, String title, String meaning, Function<R, Optional<Long>> value) {
    return new Column<>(id, title, Kind.COUNT, true, meaning, row -> value.apply(row).orElse(null));
  }

  /// A number that is a name, and that not every row has.
  public static <R> Column<R> knownId(
      String id, String title, String meaning, Function<R, Optional<Long>> value) {
    return new Column<>(id, title, Kind.ID, true, meaning, row -> value.apply(row).orElse(null));
  }

  /// {@return the same column of rows that have such a one in them}
  public <S> Column<S> in(Function<S, R> row) {
    return new Column<>(id, title, kind, optional, meaning, whole -> value.apply(row.apply(whole)));
  }

  /// {@return whether a row has a value}
  public boolean isKnown(R row) {
    return value.apply(row) != null;
  }

  /// {@return the value of a row that is a number}
  public long number(R row) {
    return value.apply(row) instanceof Long number ? number : 0;
  }

  /// {@return the value of a row in words; empty where there is none}
  public String words(R row) {
    Object found = value.apply(row);
    return found == null ? "" : found.toString();
  }
}
