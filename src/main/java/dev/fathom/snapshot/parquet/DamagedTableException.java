package dev.fathom.snapshot.parquet;

import java.io.IOException;

/// A table is not what it says it is: damaged, or made by something else. The message says where.
public final class DamagedTableException extends IOException {
  private static final long serialVersionUID = 1L;

  public DamagedTableException(String message) {
    super(message);
  }
}
