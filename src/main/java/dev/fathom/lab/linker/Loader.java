package dev.fathom.lab.linker;

import dev.fathom.lab.linker.LinkMap.Loaded;
import dev.fathom.lab.linker.LinkedImage.Definition;
import dev.fathom.lab.linker.LinkedImage.Import;
import dev.fathom.lab.machine.Access;
import dev.fathom.lab.machine.BackingFile;
import dev.fathom.lab.machine.Machine;
import dev.fathom.lab.machine.MachineArea;
import dev.fathom.lab.machine.MachineException;
import dev.fathom.lab.machine.Task;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// `ld.so`: brings images into tasks and leads calls from one to the other.
///
/// A call to a name that another image defines goes to a stub, which jumps to the address in its
/// slot. With lazy binding that address is the stub's own second half at first, which asks the
/// loader; the loader looks the name up and writes the function's address into the slot. The slots
/// are bytes of the machine: they are written when an image is loaded, so that their pages are each
/// process's own from the start, and a fork shares what was bound before it.
public final class Loader {
  /// Where the second half of a stub begins, which asks the loader.
  private static final int SECOND_HALF = 6;

  private final Machine machine;
  private final Map<String, LinkedImage> installed = new HashMap<>();
  private final Map<LinkedImage, BackingFile> files = new HashMap<>();
  private final Map<Task, LinkMap> maps = new HashMap<>();
  private long accesses;

  public Loader(Machine machine) {
    this.machine = machine;
  }

  /// Puts a shared library where programs find it, in place of one of the same soname. Processes
  /// that have loaded the old one keep it.
  public void install(LinkedImage library) {
    installed.put(library.soname(), library);
  }

  /// {@return whether there was such a library to remove}
  public boolean remove(String soname) {
    return installed.remove(soname) != null;
  }

  /// {@return bytes that the loader has read and written so far}
  public long accesses() {
    return accesses;
  }

  /// {@return how many names were looked up in a process}
  public int lookups(Task task) {
    return map(task).lookups;
  }

  /// {@return the lines that `ldd` prints of what a process has loaded: name and first address}
  public List<String> loaded(Task task) {
    return map(task).all.stream()
        .map(loaded -> loaded.image().name() + " => " + address(loaded, 0))
        .toList();
  }

  /// Loads a program and the libraries it needs into a task that has nothing of either.
  ///
  /// @return why it cannot run; empty if it can
  public Optional<LinkError> start(Task task, LinkedImage program, Binding binding) {
    LinkMap map = new LinkMap();
    maps.put(task, map);
    List<Loaded> added = new ArrayList<>();
    Optional<LinkError> error = load(task, map, program, added);
    map.global.addAll(map.all);
    return error.isPresent() ? error : link(task, map, added, binding);
  }

  /// Loads a library into a running process, as `dlopen` does. What it defines is for itself and
  /// for who asks it by name. If it fails nothing stays.
  ///
  /// @return why it cannot be opened; empty if it can
  public Optional<LinkError> open(Task task, String soname, Binding binding) {
    LinkMap map = map(task);
    @Nullable LinkedImage library = installed.get(soname);
    if (library == null) {
      return Optional.of(new LinkError.LibraryNotFound("dlopen", soname));
    }
    List<Loaded> added = new ArrayList<>();
    Optional<LinkError> error = load(task, map, library, added);
    if (error.isEmpty()) {
      List<Loaded> scope = scopeOf(map, library);
      added.forEach(loaded -> map.local.put(loaded, scope));
      error = link(task, map, added, binding);
    }
    if (error.isPresent()) {
      for (Loaded loaded : added) {
        machine.unmap(task, loaded.firstPage(), loaded.image().pages());
        map.forget(loaded);
      }
    }
    return error;
  }

  /// Gives a forked child what its parent has loaded.
  public void forked(Task parent, Task child) {
    if (maps.containsKey(parent)) {
      maps.put(child, map(parent).copy());
    }
  }

  /// Lets a thread see what its creator has loaded.
  public void threaded(Task creator, Task thread) {
    if (maps.containsKey(creator)) {
      maps.put(thread, map(creator));
    }
  }

  /// Forgets what a task has loaded: it runs another program now, or none.
  public void forget(Task task) {
    maps.remove(task);
  }

  private LinkMap map(Task task) {
    @Nullable LinkMap map = maps.get(task);
    if (map == null) {
      throw new MachineException(task.name() + " runs no linked program");
    }
    return map;
  }

  /// Maps an image and all that it needs and that is not there yet, breadth first.
  private Optional<LinkError> load(Task task, LinkMap map, LinkedImage image, List<Loaded> added) {
    Queue<LinkedImage> waiting = new ArrayDeque<>(List.of(image));
    while (!waiting.isEmpty()) {
      LinkedImage next = waiting.remove();
      if (!next.soname().isEmpty() && isLoaded(map, next.soname())) {
        continue;
      }
      Loaded loaded = map(task, next);
      map.all.add(loaded);
      added.add(loaded);
      for (String needed : next.neededLibraries()) {
        @Nullable LinkedImage library = installed.get(needed);
        if (library != null) {
          waiting.add(library);
        } else if (!isLoaded(map, needed)) {
          return Optional.of(new LinkError.LibraryNotFound(next.name(), needed));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isLoaded(LinkMap map, String soname) {
    return map.all.stream().anyMatch(loaded -> loaded.image().soname().equals(soname));
  }

  private Loaded map(Task task, LinkedImage image) {
    BackingFile file =
        files.computeIfAbsent(
            image, each -> machine.file(each.name(), each.contents(machine.shape().pageSize())));
    int first = gap(task, image.pages());
    machine.map(task, MachineArea.of(file, 0, first, image.codePages(), false, false));
    if (image.dataPages() > 0) {
      machine.map(
          task,
          MachineArea.of(
                  file,
                  image.codePages(),
                  first + image.codePages(),
                  image.dataPages(),
                  true,
                  false)
              .labelled(image.name() + " data"));
    }
    return new Loaded(image, first);
  }

  /// {@return the lowest pages that are free, and into which no stack may grow}
  private int gap(Task task, int pages) {
    int first = 0;
    for (MachineArea area : task.areas()) {
      if (area.growsTo() - first >= pages) {
        return first;
      }
      first = Math.max(first, area.end());
    }
    if (first + pages > machine.shape().pages()) {
      throw new MachineException("no " + pages + " consecutive pages are free in " + task.name());
    }
    return first;
  }

  /// {@return a library and all that it needs, breadth first}
  private static List<Loaded> scopeOf(LinkMap map, LinkedImage library) {
    List<Loaded> scope = new ArrayList<>();
    Queue<String> waiting = new ArrayDeque<>(List.of(library.soname()));
    while (!waiting.isEmpty()) {
      String soname = waiting.remove();
      map.all.stream()
          .filter(loaded -> loaded.image().soname().equals(soname) && !scope.contains(loaded))
          .findFirst()
          .ifPresent(loaded -> {
            scope.add(loaded);
            waiting.addAll(loaded.image().neededLibraries());
          });
    }
    return scope;
  }

  /// Checks versions, then fills the slots.
  private Optional<LinkError> link(Task task, LinkMap map, List<Loaded> added, Binding binding) {
    for (Loaded loaded : added) {
      Optional<LinkError> mismatch = mismatch(map, loaded.image());
      if (mismatch.isPresent()) {
        return mismatch;
      }
    }
    for (Loaded loaded : added.reversed()) {
      List<Import> imports = loaded.image().imports();
      for (int slot = 0; slot < imports.size(); slot++) {
        long target = address(loaded, (long) slot * LinkedImage.STUB + SECOND_HALF);
        if (binding == Binding.NOW) {
          Optional<Long> found = lookUp(map, loaded, imports.get(slot));
          if (found.isEmpty()) {
            return Optional.of(
                new LinkError.UndefinedSymbol(loaded.image().name(), imports.get(slot).name()));
          }
          target = found.get();
        }
        writeSlot(task, slotAddress(loaded, slot), target);
      }
    }
    return Optional.empty();
  }

  private static Optional<LinkError> mismatch(LinkMap map, LinkedImage image) {
    for (Import wanted : image.imports()) {
      if (wanted.version().isEmpty()) {
        continue;
      }
      for (Loaded loaded : map.all) {
        LinkedImage library = loaded.image();
        if (library.soname().equals(wanted.library())
            && library.hasVersions()
            && !library.hasVersion(wanted.version())) {
          return Optional.of(
              new LinkError.VersionNotFound(image.name(), library.soname(), wanted.version()));
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Long> lookUp(LinkMap map, Loaded caller, Import wanted) {
    map.lookups++;
    for (Loaded loaded : map.scope(caller)) {
      Optional<Definition> found = loaded.image().definition(wanted.name(), wanted.version());
      if (found.isPresent()) {
        return Optional.of(address(loaded, found.get().offset()));
      }
    }
    return Optional.empty();
  }

  /// Calls a function by name from the code of an image.
  ///
  /// @param caller the image that calls; empty for the program itself
  /// @throws MachineException if that image neither defines the name nor needs it
  public Call call(Task task, String caller, String name) {
    LinkMap map = map(task);
    Loaded from =
        caller.isEmpty()
            ? map.all.getFirst()
            : map.find(caller).orElseThrow(() -> new MachineException(caller + " is not loaded"));
    List<String> way = new ArrayList<>();
    Optional<Definition> own = from.image().definition(name, "");
    if (own.isPresent()) {
      long address = address(from, own.get().offset());
      way.add(from.image().name() + " has it itself, at " + address);
      return Call.of(address, way, read(task, address));
    }
    List<Import> imports = from.image().imports();
    for (int slot = 0; slot < imports.size(); slot++) {
      if (imports.get(slot).name().equals(name)) {
        return throughSlot(task, map, from, slot, way);
      }
    }
    throw new MachineException(from.image().name() + " neither defines nor needs " + name);
  }

  private Call throughSlot(Task task, LinkMap map, Loaded from, int slot, List<String> way) {
    Import wanted = from.image().imports().get(slot);
    Access stub = read(task, address(from, (long) slot * LinkedImage.STUB));
    if (!stub.outcome().succeeded()) {
      return Call.of(address(from, (long) slot * LinkedImage.STUB), way, stub);
    }
    long target = readSlot(task, slotAddress(from, slot));
    long stubs = address(from, 0);
    if (target >= stubs
        && target < stubs + (long) from.image().imports().size() * LinkedImage.STUB) {
      Optional<Long> found = lookUp(map, from, wanted);
      if (found.isEmpty()) {
        way.add("the slot leads to the loader, and no image defines it");
        return Call.failed(way, new LinkError.UndefinedSymbol(from.image().name(), wanted.name()));
      }
      target = found.get();
      writeSlot(task, slotAddress(from, slot), target);
      way.add("the slot led to the loader, which looked it up and wrote " + target + " there");
    } else {
      way.add("the slot leads to " + target);
    }
    return Call.of(target, way, read(task, target));
  }

  /// Calls a function that a library defines, as through `dlsym`.
  ///
  /// @throws MachineException if no such library is loaded
  public Call callIn(Task task, String library, String name) {
    LinkMap map = map(task);
    Loaded asked =
        map.find(library).orElseThrow(() -> new MachineException(library + " is not loaded"));
    map.lookups++;
    for (Loaded loaded : scopeOf(map, asked.image())) {
      Optional<Definition> found = loaded.image().definition(name, "");
      if (found.isPresent()) {
        long address = address(loaded, found.get().offset());
        return Call.of(address, List.of("dlsym finds it at " + address), read(task, address));
      }
    }
    return Call.failed(List.of(), new LinkError.UndefinedSymbol(asked.image().name(), name));
  }

  private long address(Loaded loaded, long offset) {
    return (long) loaded.firstPage() * machine.shape().pageSize() + offset;
  }

  private long slotAddress(Loaded loaded, int slot) {
    return address(
        loaded,
        (long) loaded.image().codePages() * machine.shape().pageSize()
            + (long) slot * LinkedImage.SLOT);
  }

  private Access read(Task task, long address) {
    accesses++;
    return machine.read(task, address);
  }

  private long readSlot(Task task, long address) {
    long value = 0;
    for (int i = LinkedImage.SLOT - 1; i >= 0; i--) {
      Access access = read(task, address + i);
      requireMemory(access);
      value = (value << Byte.SIZE) | access.value();
    }
    return value;
  }

  private void writeSlot(Task task, long address, long target) {
    for (int i = 0; i < LinkedImage.SLOT; i++) {
      accesses++;
      requireMemory(machine.write(task, address + i, (int) (target >>> (i * Byte.SIZE)) & 0xff));
    }
  }

  private static void requireMemory(Access access) {
    if (!access.outcome().succeeded()) {
      throw new MachineException("the loader cannot bind names: " + access.outcome().words());
    }
  }
}
