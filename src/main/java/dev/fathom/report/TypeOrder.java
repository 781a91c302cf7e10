package dev.fathom.report;

import dev.fathom.analysis.account.TypeCount;
import java.util.Comparator;

/// By what the table of objects is sorted, largest first.
public enum TypeOrder {
  ALLOCATED,
  RESIDENT,
  SHALLOW,
  COUNT;

  public Comparator<TypeCount> descending() {
    return Comparator.comparingLong(this::of).reversed().thenComparing(TypeCount::qualifiedName);
  }

  private long of(TypeCount type) {
    return switch (this) {
      case ALLOCATED -> type.allocated();
      case RESIDENT -> type.resident();
      case SHALLOW -> type.shallow();
      case COUNT -> type.count();
    };
  }
}
