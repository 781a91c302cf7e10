package dev.fathom.survey.linking;

import dev.fathom.elf.loading.LibrarySearch;
import dev.fathom.elf.loading.Loaders;
import dev.fathom.model.linking.LinkGraph;
import dev.fathom.model.linking.LinkGraph.LoaderRules;
import dev.fathom.model.linking.LinkedFile;
import dev.fathom.model.linking.Need;
import dev.fathom.model.linking.Need.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Files with all that they need, each need looked for as the loader does, breadth first
/// (`_dl_map_object_deps` in glibc's `elf/dl-deps.c`).
final class Closure {
  /// More files than any program has: what is beyond needs itself under ever other names.
  private static final int MOST_FILES = 4096;

  private static final int MOST_TRIED = 20;

  /// A file that needs more is made up to be looked for for ever.
  private static final int MOST_NEEDS = 4096;

  /// Of so many that are missing it is told what is there in their place.
  private static final int MOST_SIMILAR = 20;

  /// How often is asked whether a file is there.
  private static final int MOST_PLACES = 200_000;

  private final FileLinks links;
  private final LoaderRules rules;
  private final List<LinkedFile> files = new ArrayList<>();

  /// For each file the one that it came by; its own number for the first of a group.
  private final List<Integer> cameBy = new ArrayList<>();

  private final List<Need> needs = new ArrayList<>();
  private final List<LinkGraph.Group> groups = new ArrayList<>();

  /// The names that a file is known by: those by which it was needed, and its own.
  private final Map<String, Integer> known = new HashMap<>();

  /// The same by what tells a file from others.
  private final Map<Object, Integer> keys = new HashMap<>();

  private int similarTold;
  private int placesTried;

  private final Set<Integer> followed = new LinkedHashSet<>();

  Closure(FileLinks links, LoaderRules rules) {
    this.links = links;
    this.rules = rules;
  }

  /// Loads a file and all that it needs as a group.
  void load(LinkedFile file, Path at) {
    int head = add(file, at, files.size());
    List<Integer> members = new ArrayList<>(List.of(head));
    for (int next = 0; next < members.size(); next++) {
      int number = members.get(next);
      if (followed.add(number)) {
        files.get(number).needed().stream()
            .limit(MOST_NEEDS)
            .forEach(name -> needs.add(find(number, name)));
      }
      for (Need need : needs) {
        if (need.from() == number && need.isMet() && !members.contains(need.to())) {
          members.add(need.to());
        }
      }
    }
    groups.add(new LinkGraph.Group(head, members, 0));
  }

  LinkGraph graph() {
    return new LinkGraph(links.names(), files, needs, groups, rules);
  }

  private int add(LinkedFile file, Path at, int from) {
    Object key = key(at);
    Integer there = keys.get(key);
    if (there != null) {
      return there;
    }
    int number = files.size();
    files.add(file);
    cameBy.add(from);
    keys.put(key, number);
    if (!file.soname().isEmpty()) {
      known.putIfAbsent(file.soname(), number);
    }
    return number;
  }

  private Need find(int from, String name) {
    Integer there = known.get(name);
    if (there == null && Loaders.isItself(name, rules)) {
      there = known.get("libc.so");
    }
    if (there != null) {
      return new Need(from, name, there, Place.LOADED, List.of(), List.of());
    }
    List<String> tried = new ArrayList<>();
    for (LibrarySearch.Candidate candidate : candidates(from, name)) {
      if (++placesTried > MOST_PLACES || !Files.exists(candidate.file())) {
        continue;
      }
      try {
        LinkedFile file = links.fileAt(candidate.file(), candidate.path());
        if (!file.machine().equals(files.getFirst().machine())) {
          throw new IOException(candidate.path() + ": for " + file.machine());
        }
        if (files.size() >= MOST_FILES) {
          throw new IOException(candidate.path() + ": too many files");
        }
        int to = add(file, candidate.file(), from);
        known.putIfAbsent(name, to);
        return new Need(from, name, to, candidate.place(), tried, List.of());
      } catch (IOException unfit) {
        if (tried.size() < MOST_TRIED) {
          tried.add(String.valueOf(unfit.getMessage()));
        }
      }
    }
    return new Need(
        from, name, -1, Place.NOWHERE, tried.stream().distinct().toList(), similar(from, name));
  }

  /// What is there under another number: in the cache, and in the directories that were searched.
  private List<String> similar(int from, String name) {
    int end = name.indexOf(".so");
    if (end < 1 || name.contains("/") || ++similarTold > MOST_SIMILAR) {
      return List.of();
    }
    String beginning = name.substring(0, end) + ".so.";
    Set<String> found = new LinkedHashSet<>(links.similar(beginning, files.getFirst().machine()));
    for (LibrarySearch.Candidate candidate : candidates(from, name)) {
      LibrarySearch.beside(candidate.file(), beginning).stream()
          .map(each -> candidate.path().replace(name, each))
          .limit(MOST_TRIED)
          .forEach(found::add);
    }
    return found.stream().limit(MOST_TRIED).toList();
  }

  private List<LibrarySearch.Candidate> candidates(int from, String name) {
    // The loader itself is there before all else.
    String loader =
        files
            .getFirst()
            .interpreter()
            .filter(path -> path.endsWith("/" + name) || Loaders.isItself(name, rules))
            .orElse("");
    List<LibrarySearch.Candidate> found = new ArrayList<>();
    if (!loader.isEmpty()) {
      found.add(new LibrarySearch.Candidate(links.root().file(loader), loader, Place.LOADED));
    }
    found.addAll(links.search().candidates(name, requesters(from), rules));
    return found;
  }

  /// {@return a file, the one that it came by, and so on up to the first}
  private List<LinkedFile> requesters(int from) {
    List<LinkedFile> chain = new ArrayList<>();
    int at = from;
    chain.add(files.get(at));
    while (cameBy.get(at) != at) {
      at = cameBy.get(at);
      chain.add(files.get(at));
    }
    if (at != 0) {
      chain.add(files.getFirst()); // the program's RPATH holds for what is loaded later, too
    }
    return chain;
  }

  private static Object key(Path file) {
    try {
      return Objects.requireNonNullElse(
          Files.readAttributes(file, BasicFileAttributes.class).fileKey(), file);
    } catch (IOException gone) {
      return file;
    }
  }
}
