package dev.fathom.cli.option;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Shares as people write them, as 0 to 1: `20%`, `0.2`. What is none is wrong use.
public final class Share implements ITypeConverter<Double> {
  private static final Pattern SHARE = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,6})?)(%?)");

  @Override
  public Double convert(String text) {
    Matcher matcher = SHARE.matcher(text.strip());
    if (matcher.matches()) {
      double share = Double.parseDouble(matcher.group(1)) / (matcher.group(2).isEmpty() ? 1 : 100);
      if (share <= 1) {
        return share;
      }
    }
    throw new TypeConversionException("'" + text + "' is not a share; write 20% or 0.2");
  }
}
