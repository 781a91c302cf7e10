package dev.fathom.ask;

import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.object.Detail;
import dev.fathom.model.object.ToolSum;
import dev.fathom.survey.look.SecondLook;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A subject that may be looked at a second time, for what is not in the model.
public record Again(Subject subject, Manner manner) {
  /// {@return what a runtime's own tools would say of objects, by address; of a snapshot there is
  /// nothing}
  ///
  /// @param contents whether numbers and the text of strings may be told too
  /// @param levels how many levels of what they lead to are told with them; 1 for them alone
  public Map<Long, List<Detail>> describe(
      String runtime, List<Long> addresses, boolean contents, int levels)
      throws ProcessAccessException {
    return switch (subject) {
      case Subject.Live live ->
          SecondLook.describe(live.process(), manner.pause(), runtime, addresses, contents, levels);
      case Subject.Core core ->
          SecondLook.describe(core.file(), manner.sysroot(), runtime, addresses, contents, levels);
      case Subject.Last _, Subject.Stored _ -> Map.of();
    };
  }

  /// {@return what a runtime's own tool says of the sizes of objects, added up; of a snapshot there
  /// is nothing}
  ///
  /// @param shallows their own sizes in bytes
  public Optional<ToolSum> sizes(String runtime, long[] addresses, long[] shallows)
      throws ProcessAccessException {
    return switch (subject) {
      case Subject.Live live ->
          SecondLook.sizes(live.process(), manner.pause(), runtime, addresses, shallows);
      case Subject.Core core ->
          SecondLook.sizes(core.file(), manner.sysroot(), runtime, addresses, shallows);
      case Subject.Last _, Subject.Stored _ -> Optional.empty();
    };
  }
}
