package dev.fathom.lab.linker;

import dev.fathom.lab.linker.LinkedImage.Definition;
import dev.fathom.lab.linker.LinkedImage.Import;
import dev.fathom.lab.linker.LinkedImage.Kind;
import dev.fathom.lab.linker.LinkedImage.Part;
import dev.fathom.lab.machine.MachineException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `ld`: makes one image of object files, archives and shared libraries.
///
/// It goes through its command line once, from left to right. An object file is always taken; of an
/// archive only the members that define what is missing at that moment, over and over until none
/// does; of a shared library nothing is taken, but what it defines is not missing any more. So an
/// archive that stands before the object file that needs it gives nothing.
public final class LinkEditor {
  /// Bytes of one image.
  private static final long LARGEST_IMAGE = 1L << 24;

  private final Kind kind;
  private final List<ObjectFile> taken = new ArrayList<>();
  private final Map<LinkedSymbol, ObjectFile> defined = new HashMap<>();
  private final Set<String> definedNames = new HashSet<>();

  /// Names that nobody has defined yet, and who needed each first.
  private final Map<String, ObjectFile> missing = new LinkedHashMap<>();

  private final List<LinkedImage> libraries = new ArrayList<>();
  private final List<LinkError> errors = new ArrayList<>();

  private LinkEditor(Kind kind) {
    this.kind = kind;
  }

  /// Links.
  ///
  /// @param soname what programs will ask for if it is a shared library; empty for a program
  /// @param pageSize bytes in a page, to which code and data are rounded up
  /// @param mostPages pages that fit into a process
  /// @throws MachineException if the image would be larger than a process can be
  public static LinkResult link(
      Kind kind,
      String name,
      String soname,
      List<LinkerInput> inputs,
      int pageSize,
      int mostPages) {
    LinkEditor editor = new LinkEditor(kind);
    inputs.forEach(editor::input);
    if (kind != Kind.SHARED) {
      editor.reportMissing(inputs);
    }
    return editor.errors.isEmpty()
        ? new LinkResult(Optional.of(editor.image(name, soname, pageSize, mostPages)), List.of())
        : new LinkResult(Optional.empty(), List.copyOf(editor.errors));
  }

  private void input(LinkerInput input) {
    switch (input) {
      case ObjectFile object -> take(object);
      case Archive archive -> pull(archive);
      case LinkedImage library -> {
        if (library.kind() != Kind.SHARED) {
          throw new MachineException(library.name() + " is a program, no library");
        }
        if (kind == Kind.STATIC) {
          errors.add(new LinkError.StaticLinkOfShared(library.name()));
        } else {
          libraries.add(library);
        }
      }
    }
  }

  private void take(ObjectFile object) {
    taken.add(object);
    for (LinkedSymbol symbol : object.defined()) {
      @Nullable ObjectFile first = defined.putIfAbsent(symbol, object);
      if (first != null) {
        errors.add(
            new LinkError.MultipleDefinition(object.name(), first.name(), symbol.toString()));
      }
      definedNames.add(symbol.name());
      missing.remove(symbol.name());
    }
    for (String name : object.needed()) {
      if (!definedNames.contains(name)) {
        missing.putIfAbsent(name, object);
      }
    }
  }

  private void pull(Archive archive) {
    boolean again = true;
    while (again) {
      again = false;
      for (ObjectFile member : archive.members()) {
        if (!taken.contains(member) && isWanted(member)) {
          take(member);
          again = true;
        }
      }
    }
  }

  private boolean isWanted(ObjectFile member) {
    return member.defined().stream()
        .map(LinkedSymbol::name)
        .anyMatch(name -> missing.containsKey(name) && libraryOf(name).isEmpty());
  }

  private Optional<LinkedImage> libraryOf(String name) {
    return libraries.stream()
        .filter(library -> library.definition(name, "").isPresent())
        .findFirst();
  }

  private void reportMissing(List<LinkerInput> inputs) {
    missing.forEach((name, object) -> {
      if (libraryOf(name).isEmpty()) {
        errors.add(new LinkError.UndefinedReference(object.name(), name, advice(name, inputs)));
      }
    });
  }

  private static String advice(String name, List<LinkerInput> inputs) {
    for (LinkerInput input : inputs) {
      if (input instanceof Archive archive
          && archive.members().stream().anyMatch(member -> member.defines(name))) {
        return " (" + archive.name() + " defines it, but was passed before it was needed)";
      }
    }
    return "";
  }

  private LinkedImage image(String name, String soname, int pageSize, int mostPages) {
    List<Import> imports = new ArrayList<>();
    missing.keySet().forEach(wanted -> imports.add(importOf(wanted)));
    long offset = (long) imports.size() * LinkedImage.STUB;
    long data = (long) imports.size() * LinkedImage.SLOT;
    List<Part> parts = new ArrayList<>();
    Map<String, List<Definition>> definitions = new HashMap<>();
    for (ObjectFile object : taken) {
      if (offset + object.size() + data + object.data() > LARGEST_IMAGE) {
        throw new MachineException(name + " would be larger than 16 MiB");
      }
      int begin = (int) offset;
      parts.add(new Part(object, begin));
      for (LinkedSymbol symbol : object.defined()) {
        definitions
            .computeIfAbsent(symbol.name(), ignored -> new ArrayList<>())
            .add(new Definition(symbol.name(), symbol.version(), begin + object.offsetOf(symbol)));
      }
      offset += object.size();
      data += object.data();
    }
    long codePages = (offset + pageSize - 1) / pageSize;
    long dataPages = (data + pageSize - 1) / pageSize;
    if (codePages + dataPages > mostPages || (codePages + dataPages) * pageSize > LARGEST_IMAGE) {
      throw new MachineException(name + " would be larger than a process can be");
    }
    return new LinkedImage(
        kind,
        name,
        soname,
        (int) codePages,
        (int) dataPages,
        parts,
        definitions,
        imports,
        libraries.stream().map(LinkedImage::soname).distinct().toList());
  }

  private Import importOf(String name) {
    return libraryOf(name)
        .flatMap(library ->
            library
                .definition(name, "")
                .map(found -> new Import(name, found.version(), library.soname())))
        .orElseGet(() -> new Import(name, "", ""));
  }
}
