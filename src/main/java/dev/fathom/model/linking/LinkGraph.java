package dev.fathom.model.linking;

import java.util.ArrayList;
import java.util.List;

/// Files as the loader has them, or would have them, in its order, and who sees whom.
///
/// @param names the names of all symbols and versions
/// @param files in load order
/// @param needs of all of them
/// @param groups for each file the one that it came with: files of group 0 are seen by all, those
///   of another one by each other alone
/// @param rules those of the loader
public record LinkGraph(
    SymbolNames names,
    List<LinkedFile> files,
    List<Need> needs,
    List<Group> groups,
    LoaderRules rules) {
  /// Files that were loaded together, in the order in which symbols are looked for.
  ///
  /// @param head the number of the first, which the others came with
  /// @param members the numbers of all that are looked through
  /// @param namespace 0 for the program's own; in another the program is not seen
  public record Group(int head, List<Integer> members, int namespace) {
    public Group {
      members = List.copyOf(members);
    }
  }

  /// Whose rules are followed.
  public enum LoaderRules {
    /// Symbols have versions: those of glibc.
    VERSIONED,
    /// They have none: those of musl.
    UNVERSIONED
  }

  public LinkGraph {
    files = List.copyOf(files);
    needs = List.copyOf(needs);
    groups = List.copyOf(groups);
  }

  /// {@return the needs of a file}
  public List<Need> needs(int file) {
    return needs.stream().filter(need -> need.from() == file).toList();
  }

  /// {@return the files in which a file's symbols are looked for, in order}
  public List<Integer> scope(int file) {
    List<Integer> scope = new ArrayList<>();
    if (files.get(file).habits().symbolic()) {
      scope.add(file);
    }
    List<Group> own = groups.stream().filter(group -> group.members().contains(file)).toList();
    if (own.isEmpty() || own.getFirst().namespace() == 0) {
      addAll(groups.getFirst().members(), scope);
    }
    if (!groups.getFirst().members().contains(file)) {
      own.forEach(group -> addAll(group.members(), scope));
    }
    return scope;
  }

  private static void addAll(List<Integer> members, List<Integer> scope) {
    members.stream().filter(member -> !scope.contains(member)).forEach(scope::add);
  }
}
