package dev.fathom.cli.option;

import dev.fathom.ask.Subject;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A process, for commands that look at live ones alone.
public final class ProcessWord implements ITypeConverter<Integer> {
  @Override
  public Integer convert(String text) {
    if (!Subject.isProcess(text)) {
      throw new TypeConversionException(
          Subject.isFile(text)
              ? "'" + text + "' is a file; this command needs a running process"
              : "'" + text + "' is not a process id");
    }
    return Integer.parseInt(text);
  }
}
