package dev.fathom.survey.watch;

import dev.fathom.model.ProcessAccessException;
import dev.fathom.survey.container.ContainerLook;
import dev.fathom.survey.look.NamedProcesses;
import java.util.List;

/// What a user follows under one word: a process, all that are called so, or a control group. Which
/// those are is asked again and again.
final class FollowedTarget {
  private final String word;
  private final boolean process;
  private List<Integer> members = List.of();
  private long nextSearch;
  private boolean searched;

  FollowedTarget(String word) {
    this.word = word;
    this.process = !word.isEmpty() && word.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  String word() {
    return word;
  }

  /// {@return whether it is one process by its number, which another may have once that has ended}
  boolean isProcess() {
    return process;
  }

  /// {@return the ids of its processes; as they were a while ago where finding them took long}
  List<Integer> members() {
    long before = System.nanoTime();
    if (searched && (process || before - nextSearch < 0)) {
      return members;
    }
    members = found();
    searched = true;
    long after = System.nanoTime();
    nextSearch = after + FollowedProcesses.REST * (after - before);
    return members;
  }

  private List<Integer> found() {
    if (process) {
      return word.length() < 10 ? List.of(Integer.parseInt(word)) : List.of();
    }
    List<Integer> called = word.contains("/") ? List.of() : NamedProcesses.called(word);
    if (!called.isEmpty()) {
      return called;
    }
    try {
      long own = ProcessHandle.current().pid();
      return ContainerLook.members(word).stream().filter(each -> each != own).toList();
    } catch (ProcessAccessException none) {
      return List.of();
    }
  }
}
