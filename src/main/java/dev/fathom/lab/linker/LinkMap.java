package dev.fathom.lab.linker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The images that one process has loaded, in the order in which names are looked up in them.
final class LinkMap {
  /// The program and what was loaded with it: everybody's names are looked up here first.
  final List<Loaded> global = new ArrayList<>();

  final List<Loaded> all = new ArrayList<>();

  /// Of what was opened later: the library that was opened and what it needs, for its own names.
  final Map<Loaded, List<Loaded>> local = new HashMap<>();

  /// Names looked up so far.
  int lookups;

  /// {@return what a forked child begins with}
  LinkMap copy() {
    LinkMap copy = new LinkMap();
    copy.global.addAll(global);
    copy.all.addAll(all);
    copy.local.putAll(local);
    return copy;
  }

  void forget(Loaded loaded) {
    all.remove(loaded);
    global.remove(loaded);
    local.remove(loaded);
  }

  /// {@return the image of that file name or soname}
  Optional<Loaded> find(String name) {
    return all.stream()
        .filter(
            loaded -> loaded.image().name().equals(name) || loaded.image().soname().equals(name))
        .findFirst();
  }

  /// {@return where the names of an image are looked up, in this order}
  List<Loaded> scope(Loaded of) {
    List<Loaded> scope = new ArrayList<>(global);
    for (Loaded loaded : local.getOrDefault(of, List.of())) {
      if (!scope.contains(loaded)) {
        scope.add(loaded);
      }
    }
    return scope;
  }

  /// An image and where it lies in the process.
  record Loaded(LinkedImage image, int firstPage) {}
}
