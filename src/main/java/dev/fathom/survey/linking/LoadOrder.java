package dev.fathom.survey.linking;

import dev.fathom.model.linking.LinkGraph.Group;
import dev.fathom.model.linking.LinkedFile;
import dev.fathom.model.linking.Need;
import dev.fathom.model.linking.Need.Place;
import java.util.ArrayList;
import java.util.List;

/// Which files of a process came together, as its loader's list tells it: what the program needs
/// comes first and is seen by all; what `dlopen` loads comes behind, each with what it needs in its
/// wake.
///
/// What was opened with RTLD_GLOBAL cannot be told from that, and counts as seen by its group
/// alone.
final class LoadOrder {
  private final List<LinkedFile> files;
  private final List<Integer> namespaces;
  private final List<Need> needs = new ArrayList<>();
  private final List<Group> groups = new ArrayList<>();

  /// @param files in the order of the list, those of one namespace together
  /// @param namespaces of each
  LoadOrder(List<LinkedFile> files, List<Integer> namespaces) {
    this.files = files;
    this.namespaces = namespaces;
    for (int from = 0; from < files.size(); from++) {
      for (String name : files.get(from).needed()) {
        needs.add(need(from, name));
      }
    }
    boolean[] grouped = new boolean[files.size()];
    if (!files.isEmpty()) {
      Group first = program();
      first.members().forEach(member -> grouped[member] = true);
      groups.add(first);
    }
    for (int file = 0; file < files.size(); file++) {
      if (!grouped[file]) {
        Group group = new Group(file, closure(file), namespaces.get(file));
        group.members().forEach(member -> grouped[member] = true);
        groups.add(group);
      }
    }
  }

  List<Need> needs() {
    return needs;
  }

  List<Group> groups() {
    return groups;
  }

  private Need need(int from, String name) {
    for (int to = 0; to < files.size(); to++) {
      if (namespaces.get(to).equals(namespaces.get(from)) && files.get(to).isCalled(name)) {
        return new Need(from, name, to, Place.MAPPED, List.of(), List.of());
      }
    }
    return new Need(from, name, -1, Place.NOWHERE, List.of(), List.of());
  }

  /// The program, what is preloaded, and what they need: all up to the last of what the program
  /// needs, in the order of the list.
  private Group program() {
    List<Integer> members = closure(0);
    int last = members.stream().mapToInt(Integer::intValue).max().orElse(0);
    List<Integer> all = new ArrayList<>();
    for (int file = 0; file <= last; file++) {
      all.add(file);
    }
    for (int file = 0; file <= last; file++) {
      closure(file).stream().filter(each -> !all.contains(each)).forEach(all::add);
    }
    return new Group(0, all, 0);
  }

  private List<Integer> closure(int head) {
    List<Integer> members = new ArrayList<>(List.of(head));
    for (int next = 0; next < members.size(); next++) {
      int from = members.get(next);
      for (Need need : needs) {
        if (need.from() == from && need.isMet() && !members.contains(need.to())) {
          members.add(need.to());
        }
      }
    }
    return members;
  }
}
