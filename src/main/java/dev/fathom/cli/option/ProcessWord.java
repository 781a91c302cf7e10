package dev.fathom.cli.option;

import dev.fathom.ask.QuestionException;
import dev.fathom.ask.Subject;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A process, for commands that look at live ones alone.
public final class ProcessWord implements ITypeConverter<Integer> {
  @Override
  public Integer convert(String text) {
    if (!Subject.isProcess(text) && Subject.isFile(text)) {
      throw new TypeConversionException(
          "'" + text + "' is a file; this command needs a running process");
    }
    try {
      return Subject.process(text);
    } catch (QuestionException none) {
      throw new TypeConversionException(String.valueOf(none.getMessage()));
    }
  }
}
