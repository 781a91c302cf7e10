package dev.fathom.survey.look;

import dev.fathom.model.Freeze;
import dev.fathom.model.Pause;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.memory.PageFrame;
import dev.fathom.model.object.Detail;
import dev.fathom.model.object.ToolSum;
import dev.fathom.os.PageFrames;
import dev.fathom.runtime.Runtime;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import dev.fathom.target.core.CoreProcess;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is asked about one place of a target that has been looked at: it is opened, and held, once
/// more. Meanwhile there may be something else.
public final class SecondLook {
  private SecondLook() {}

  /// {@return what the runtime's own tools would say of objects of a process, by address; nothing
  /// of those of which there is nothing to say}
  ///
  /// @param runtime the name of the runtime whose objects they are
  /// @param contents whether numbers and the text of strings may be told too
  /// @param levels how many levels of what they lead to are told with them; 1 for them alone
  public static Map<Long, List<Detail>> describe(
      int process, Pause pause, String runtime, List<Long> addresses, boolean contents, int levels)
      throws ProcessAccessException {
    return describe(LiveProcess.open(process, pause), runtime, addresses, contents, levels);
  }

  /// {@return the same of a core or a capture}
  ///
  /// @param root where the files are that the process had mapped; null for this machine's
  public static Map<Long, List<Detail>> describe(
      Path file,
      @Nullable Path root,
      String runtime,
      List<Long> addresses,
      boolean contents,
      int levels)
      throws ProcessAccessException {
    return describe(CoreProcess.open(file, root), runtime, addresses, contents, levels);
  }

  private static Map<Long, List<Detail>> describe(
      Target opened, String wanted, List<Long> addresses, boolean contents, int levels)
      throws ProcessAccessException {
    return ask(
            opened,
            wanted,
            (instances, target, words) -> {
              Map<Long, List<Detail>> described = new HashMap<>();
              for (Runtime.Recognised each : instances) {
                each.describe(target, words, addresses, contents, levels)
                    .forEach((address, told) -> {
                      if (!told.isEmpty()) {
                        described.putIfAbsent(address, told);
                      }
                    });
              }
              return described;
            })
        .orElse(Map.of());
  }

  /// {@return what the runtime's own tool says of the sizes of objects of a process, added up;
  /// empty where it has none}
  ///
  /// @param runtime the name of the runtime whose objects they are
  /// @param shallows their own sizes in bytes
  public static Optional<ToolSum> sizes(
      int process, Pause pause, String runtime, long[] addresses, long[] shallows)
      throws ProcessAccessException {
    return sizes(LiveProcess.open(process, pause), runtime, addresses, shallows);
  }

  /// {@return the same of a core or a capture}
  ///
  /// @param root where the files are that the process had mapped; null for this machine's
  public static Optional<ToolSum> sizes(
      Path file, @Nullable Path root, String runtime, long[] addresses, long[] shallows)
      throws ProcessAccessException {
    return sizes(CoreProcess.open(file, root), runtime, addresses, shallows);
  }

  private static Optional<ToolSum> sizes(
      Target opened, String wanted, long[] addresses, long[] shallows)
      throws ProcessAccessException {
    return ask(
            opened,
            wanted,
            (instances, target, words) ->
                instances.stream()
                    .flatMap(each -> each.sizes(target, words, addresses, shallows).stream())
                    .findFirst())
        .flatMap(found -> found);
  }

  /// Something that is asked of the instances of a runtime while they are held.
  @FunctionalInterface
  private interface Asked<A> {
    A answer(List<Runtime.Recognised> instances, Target target, Words words);
  }

  private static <A> Optional<A> ask(Target opened, String wanted, Asked<A> asked)
      throws ProcessAccessException {
    try (Target target = opened) {
      List<Runtime.Recognised> instances =
          Parties.languages().stream()
              .filter(runtime -> runtime.dialect().runtime().equals(wanted))
              .flatMap(runtime -> runtime.recognise(target).stream())
              .toList();
      if (instances.isEmpty()) {
        return Optional.empty();
      }
      try (Target.Hold hold = target.hold()) {
        A answer = asked.answer(instances, target, new Words(target.memory()));
        hold.verify();
        return Optional.of(answer);
      }
    }
  }

  /// {@return what stands at an address of a process; null where nothing can be read}
  public static byte @Nullable [] bytes(int process, long address, int bytes)
      throws ProcessAccessException {
    try (Target target = LiveProcess.open(process, Freeze.PTRACE);
        Target.Hold hold = target.hold()) {
      byte[] read = new Words(target.memory()).bytes(address, bytes);
      hold.verify();
      return read;
    }
  }

  /// {@return the frame of the page at an address of a process that runs, as the kernel tells it}
  public static PageFrame frame(int process, long address) {
    return PageFrames.of(process, address);
  }
}
