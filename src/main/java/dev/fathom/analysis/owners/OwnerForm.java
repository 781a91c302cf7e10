package dev.fathom.analysis.owners;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a row of owners stands for.
public enum OwnerForm {
  /// One object.
  OBJECT,
  /// All variables of a module, none of which has a good part of them.
  MODULE,
  /// What is left of one object, such as a module, of which other rows tell the largest parts.
  REST,
  /// The first of a chain of objects of one type, each of which keeps nearly all that follow.
  CHAIN,
  /// Objects of one type that one place holds side by side: the elements of a list, the variables
  /// of one name.
  ALIKE,
  /// Objects of one type that the same others hold together, none of them alone.
  JOINT,
  /// Objects that are held from nowhere that shows: of one type, or all that have no row.
  NOWHERE,
  /// What several hold, none of them alone, and what has no row.
  SEVERAL,
  /// What somebody holds who has no row.
  SMALLER;

  /// {@return its name for programs; does not change}
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// {@return the form of an id, if there is one}
  public static Optional<OwnerForm> of(String id) {
    return Arrays.stream(values()).filter(form -> form.id().equals(id)).findFirst();
  }

  /// Whether it names a place where memory piles up, and not what is left besides.
  boolean isPlace() {
    return switch (this) {
      case OBJECT, CHAIN, ALIKE, JOINT, NOWHERE -> true;
      case MODULE, REST, SEVERAL, SMALLER -> false;
    };
  }

  /// Whether it stands for an object that can be looked into.
  boolean single() {
    return this == OBJECT || this == CHAIN || this == REST || this == MODULE;
  }
}
