package dev.fathom.survey.look;

import dev.fathom.model.ProcessAccessException;
import dev.fathom.os.KernelNumbers;
import java.util.Map;

/// Every number about memory that the kernel tells of a process.
///
/// @param numbers by file and name (`status.VmSize`); amounts of memory in bytes
public record ProcessNumbers(Map<String, Long> numbers) {
  public ProcessNumbers {
    numbers = Map.copyOf(numbers);
  }

  /// Asks.
  ///
  /// @throws ProcessAccessException in one line, if it does not say
  public static ProcessNumbers of(int process) throws ProcessAccessException {
    return new ProcessNumbers(KernelNumbers.of(process));
  }
}
