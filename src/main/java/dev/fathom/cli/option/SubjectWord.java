package dev.fathom.cli.option;

import dev.fathom.ask.QuestionException;
import dev.fathom.ask.Subject;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A process or a file, as the value of an option.
public final class SubjectWord implements ITypeConverter<Subject> {
  @Override
  public Subject convert(String text) {
    try {
      return Subject.of(text);
    } catch (QuestionException neither) {
      throw new TypeConversionException(String.valueOf(neither.getMessage()));
    }
  }
}
