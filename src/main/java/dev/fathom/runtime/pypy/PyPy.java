package dev.fathom.runtime.pypy;

import dev.fathom.malloc.Violations;
import dev.fathom.model.dialect.Dialect;
import dev.fathom.model.memory.Area;
import dev.fathom.runtime.Runtime;
import dev.fathom.runtime.VersionText;
import dev.fathom.runtime.pypy.gc.Collector;
import dev.fathom.runtime.pypy.gc.MinimarkHeap;
import dev.fathom.runtime.pypy.type.Shapes;
import dev.fathom.runtime.pypy.type.TypeInfos;
import dev.fathom.runtime.pypy.words.PyPyDialect;
import dev.fathom.target.LoadedModule;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// PyPy as a [Runtime].
public final class PyPy implements Runtime {
  /// In `sys.version`, which is prebuilt.
  private static final VersionText VERSION =
      new VersionText("[PyPy ", Area.Kind.WRITABLE_DATA, 64L << 20);

  @Override
  public Dialect dialect() {
    return new PyPyDialect();
  }

  @Override
  public List<Recognised> recognise(Target target) {
    OptionalLong field = Collector.find(target);
    if (field.isEmpty()) {
      return List.of();
    }
    Words words = new Words(target.memory());
    LoadedModule module = LoadedModule.below(target.modules(), field.getAsLong());
    TypeInfos types = TypeInfos.read(field.getAsLong(), target, words);
    String version = module == null ? "" : VERSION.in(target, module);
    boolean stripped = module == null || module.isStripped();
    Shapes shapes = types == null ? null : new Shapes(types);
    return List.of(new Found(field.getAsLong(), version, stripped, shapes));
  }

  /// @param field where the collector says where the nursery begins
  /// @param shapes its types, which are constants; null where their table was not found
  private record Found(long field, String version, boolean stripped, @Nullable Shapes shapes)
      implements Recognised {
    @Override
    public Dialect dialect() {
      return new PyPyDialect();
    }

    @Override
    public String title() {
      String name = version.isEmpty() ? "PyPy" : "PyPy " + version;
      return stripped ? name + " (stripped)" : name;
    }

    @Override
    public List<String> limits() {
      return shapes != null
          ? List.of()
          : List.of(
              "the types of this PyPy are not where those of the versions stand that Fathom knows:"
                  + " its arenas are told, not what is in them");
    }

    @Override
    public Instance announce(Target target, Words words, Violations violations) {
      MinimarkHeap heap = MinimarkHeap.read(field, words, violations);
      return PyPyInstance.of(heap, shapes, target, words);
    }
  }
}
