package dev.fathom.model.linking;

import dev.fathom.model.Identity;
import java.util.List;

/// What is linked in a process.
///
/// @param identity of the process
/// @param graph its files, in the order of the loader's list
/// @param loaded the same as they are loaded
/// @param slots what stands in the places that the loader filled in with addresses of symbols
/// @param included modules of languages that are in it
/// @param executableStacks bytes of stacks that can be executed
public record LinkedProcess(
    Identity identity,
    LinkGraph graph,
    List<LoadedFile> loaded,
    SlotColumns slots,
    List<IncludedModule> included,
    long executableStacks) {
  public LinkedProcess {
    loaded = List.copyOf(loaded);
    included = List.copyOf(included);
  }
}
