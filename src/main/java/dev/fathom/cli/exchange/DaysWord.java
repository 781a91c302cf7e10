package dev.fathom.cli.exchange;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A number of days, as the value of an option: `90d`.
final class DaysWord implements ITypeConverter<Integer> {
  /// At most five digits: two hundred years are enough.
  private static final Pattern DAYS = Pattern.compile("([0-9]{1,5})d?");

  @Override
  public Integer convert(String text) {
    Matcher days = DAYS.matcher(text);
    if (!days.matches()) {
      throw new TypeConversionException("'" + text + "' is not a number of days, such as 90d");
    }
    return Integer.valueOf(days.group(1));
  }
}
