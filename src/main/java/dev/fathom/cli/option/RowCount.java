package dev.fathom.cli.option;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// How many rows are to be listed, for every command that has `--top`.
public final class RowCount implements ITypeConverter<Integer> {
  @Override
  public Integer convert(String text) {
    try {
      int rows = Integer.parseInt(text);
      if (rows >= 0) {
        return rows;
      }
    } catch (NumberFormatException none) {
      // said below
    }
    throw new TypeConversionException("'" + text + "' is not a number of rows (0 or more)");
  }
}
