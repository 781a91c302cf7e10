package dev.fathom.runtime.micropython;

import dev.fathom.malloc.Violations;
import dev.fathom.model.dialect.Dialect;
import dev.fathom.model.memory.Area;
import dev.fathom.model.object.Detail;
import dev.fathom.runtime.Runtime;
import dev.fathom.runtime.VersionText;
import dev.fathom.runtime.micropython.heap.AreaSearch;
import dev.fathom.runtime.micropython.heap.GcHeap;
import dev.fathom.runtime.micropython.object.ProgramState;
import dev.fathom.runtime.micropython.object.Qstrs;
import dev.fathom.runtime.micropython.object.Tagging;
import dev.fathom.runtime.micropython.words.MicroPythonDialect;
import dev.fathom.target.LoadedModule;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// MicroPython as a [Runtime]: the unix port, and what embeds it the same way.
public final class MicroPython implements Runtime {
  /// `MICROPY_BANNER_NAME_AND_VERSION` in `py/mpconfig.h`, among some 100 KiB of constants.
  private static final VersionText VERSION =
      new VersionText("MicroPython v", Area.Kind.READ_ONLY_DATA, 8L << 20);

  /// A rehearsal looks at so much of each pool.
  private static final long REHEARSED_BYTES = 4L << 20;

  private static final Violations NOBODY = (what, address) -> {};

  @Override
  public Dialect dialect() {
    return new MicroPythonDialect();
  }

  @Override
  public List<Recognised> recognise(Target target) {
    OptionalLong area = AreaSearch.find(target);
    if (area.isEmpty()) {
      return List.of();
    }
    Words words = new Words(target.memory());
    GcHeap heap = GcHeap.read(area.getAsLong(), target, words, NOBODY);
    ProgramState state = ProgramState.find(area.getAsLong(), heap, target, words);
    LoadedModule module = LoadedModule.below(target.modules(), area.getAsLong());
    String version = module == null ? "" : VERSION.in(target, module);
    boolean stripped = module == null || module.isStripped();
    return List.of(
        new Found(area.getAsLong(), version, stripped, state == null ? null : Names.of(state)));
  }

  /// @param area where the struct of the collector's first area stands
  /// @param names null where its names and types were not found
  private record Found(long area, String version, boolean stripped, @Nullable Names names)
      implements Recognised {
    @Override
    public Dialect dialect() {
      return new MicroPythonDialect();
    }

    @Override
    public String title() {
      String name = version.isEmpty() ? "MicroPython" : "MicroPython " + version;
      return stripped ? name + " (stripped)" : name;
    }

    @Override
    public List<String> limits() {
      return names != null
          ? List.of()
          : List.of(
              "the types of this MicroPython are not where those of the versions stand that Fathom"
                  + " knows: its blocks are told, not what is in them");
    }

    @Override
    public Instance announce(Target target, Words words, Violations violations) {
      return instance(target, words, violations, Long.MAX_VALUE);
    }

    @Override
    public Instance rehearse(Target target, Words words, Violations violations) {
      return instance(target, words, violations, REHEARSED_BYTES);
    }

    private Instance instance(Target target, Words words, Violations violations, long mostBytes) {
      GcHeap heap = GcHeap.read(area, target, words, violations);
      ProgramState state = ProgramState.find(area, heap, target, words);
      return MicroPythonInstance.of(heap, state, target, words, mostBytes);
    }

    @Override
    public Map<Long, List<Detail>> describe(
        Target target, Words words, List<Long> addresses, boolean contents, int levels) {
      if (names == null) {
        return Map.of();
      }
      Qstrs qstrs = Qstrs.read(words.u64(names.variable()), words);
      return addresses.stream()
          .distinct()
          .collect(
              Collectors.toMap(
                  Function.identity(),
                  address ->
                      new WordsOfObject(words, qstrs, names.tagging(), contents).of(address)));
    }
  }

  /// Where names are found while a target is held.
  ///
  /// @param variable has the address of the newest pool of interned strings
  private record Names(long variable, Tagging tagging) {
    static Names of(ProgramState state) {
      return new Names(state.poolsVariable(), state.tagging());
    }
  }
}
