package dev.fathom.target.linkmap;

import dev.fathom.elf.ElfFormatException;
import dev.fathom.elf.ElfImage;
import dev.fathom.elf.ProgramHeader;
import dev.fathom.model.memory.LoadedLibraries;
import dev.fathom.target.LoadedModule;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads what a target has linked.
public final class LinkMaps {
  private LinkMaps() {}

  /// {@return what the loader's list of a target tells; nothing where there is none, as in a static
  /// program}
  ///
  /// **Cost**: some 0.2 ms a file.
  public static LoadedLibraries of(Target target) {
    List<LoadedModule> modules = target.modules();
    Words words = new Words(target.memory());
    List<LoadedLibraries.Link> links = new ArrayList<>();
    for (LoaderList.Entry entry : entries(modules, words)) {
      LoadedModule module = LoadedModule.below(modules, entry.dynamic());
      // The kernel's own (vDSO) is in the list, and no file.
      if (module != null && entry.dynamic() < module.end()) {
        links.add(link(module, entry));
      }
    }
    return new LoadedLibraries(links);
  }

  /// {@return the loader's list: what first of the files asks for a loader and was told where that
  /// keeps it is the program}
  private static List<LoaderList.Entry> entries(List<LoadedModule> modules, Words words) {
    for (LoadedModule module : modules) {
      ProgramHeader dynamic = null;
      boolean program = false;
      for (ProgramHeader header : module.image().programHeaders()) {
        program |= header.type() == ProgramHeader.PT_INTERP;
        dynamic = header.type() == ProgramHeader.PT_DYNAMIC ? header : dynamic;
      }
      long debug = program ? debug(module, dynamic, words) : 0;
      List<LoaderList.Entry> entries = debug == 0 ? List.of() : LoaderList.of(words, debug);
      if (!entries.isEmpty()) {
        return entries;
      }
    }
    return List.of();
  }

  private static long debug(LoadedModule module, @Nullable ProgramHeader dynamic, Words words) {
    return dynamic == null
        ? 0
        : LoaderList.debug(words, module.bias() + dynamic.virtualAddress(), dynamic.memorySize());
  }

  private static LoadedLibraries.Link link(LoadedModule module, LoaderList.Entry entry) {
    ElfImage image = module.image();
    try {
      return new LoadedLibraries.Link(
          module.path(),
          image.soname().orElse(""),
          image.buildId().orElse(""),
          entry.namespace(),
          module.start(),
          entry.bias(),
          image.needed());
    } catch (ElfFormatException damaged) {
      return new LoadedLibraries.Link(
          module.path(), "", "", entry.namespace(), module.start(), entry.bias(), List.of());
    }
  }
}
