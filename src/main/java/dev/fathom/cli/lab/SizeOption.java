package dev.fathom.cli.lab;

import dev.fathom.model.ByteSize;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A size that was given on the command line.
///
/// @param text as it was written: `500MB`
record SizeOption(String text, long bytes) {
  /// For picocli; what is no size is wrong use.
  static final class Converter implements ITypeConverter<SizeOption> {
    @Override
    public SizeOption convert(String text) {
      try {
        return new SizeOption(text, ByteSize.parse(text));
      } catch (IllegalArgumentException wrong) {
        throw new TypeConversionException(String.valueOf(wrong.getMessage()));
      }
    }
  }
}
