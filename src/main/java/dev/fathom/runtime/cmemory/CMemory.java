package dev.fathom.runtime.cmemory;

import dev.fathom.malloc.Violations;
import dev.fathom.model.dialect.Dialect;
import dev.fathom.model.dialect.NoRuntime;
import dev.fathom.runtime.Runtime;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.List;

/// What there is where there is no runtime: chunks of memory, and the words in them. To be asked
/// last.
///
/// What a chunk is for nobody says, and whether a word is an address or a number that looks like
/// one neither. So all of it is likely, nothing certain: as in the conservative collectors of C, a
/// word is a reference if something lies where it points.
public final class CMemory implements Runtime {
  @Override
  public Dialect dialect() {
    return new NoRuntime();
  }

  @Override
  public List<Recognised> recognise(Target target) {
    return List.of(new Found());
  }

  @Override
  public boolean isLastResort() {
    return true;
  }

  /// It has no name and no version: a reader is told of chunks, not of a runtime.
  private record Found() implements Recognised {
    @Override
    public Dialect dialect() {
      return new NoRuntime();
    }

    @Override
    public String version() {
      return "";
    }

    @Override
    public String title() {
      return "";
    }

    @Override
    public boolean stripped() {
      return false;
    }

    @Override
    public List<String> limits() {
      return List.of();
    }

    @Override
    public Instance announce(Target target, Words words, Violations violations) {
      return new CChunks(target, words);
    }
  }
}
