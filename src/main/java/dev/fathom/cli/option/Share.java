package dev.fathom.cli.option;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A part of something: `1%`, `0.5%`, `0.01`.
public final class Share implements ITypeConverter<Double> {
  private static final double PERCENT = 100;

  @Override
  public Double convert(String text) {
    try {
      double share =
          text.endsWith("%")
              ? Double.parseDouble(text.substring(0, text.length() - 1)) / PERCENT
              : Double.parseDouble(text);
      if (share > 0 && share <= 1) {
        return share;
      }
    } catch (NumberFormatException none) {
      // said below
    }
    throw new TypeConversionException(
        "'" + text + "' is no share: say a percentage such as 1%, above 0 and at most 100%");
  }
}
