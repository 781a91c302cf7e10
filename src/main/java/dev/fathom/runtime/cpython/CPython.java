package dev.fathom.runtime.cpython;

import dev.fathom.malloc.Violations;
import dev.fathom.model.dialect.Dialect;
import dev.fathom.model.object.Detail;
import dev.fathom.model.object.ToolSum;
import dev.fathom.runtime.CallStacks;
import dev.fathom.runtime.ExtensionRules;
import dev.fathom.runtime.Runtime;
import dev.fathom.runtime.cpython.interpreter.Interpreter;
import dev.fathom.runtime.cpython.stack.PythonStacks;
import dev.fathom.runtime.cpython.tool.OwnTools;
import dev.fathom.runtime.cpython.words.PythonDialect;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// CPython as a [Runtime].
public final class CPython implements Runtime {
  @Override
  public Dialect dialect() {
    return new PythonDialect();
  }

  /// PEP 3149 says how they are called.
  @Override
  public List<ExtensionRules> extensions() {
    return List.of(
        new ExtensionRules(
            "Python",
            "python3",
            "PyInit_",
            List.of("Py", "_Py"),
            Pattern.compile("\\.cpython-(\\d)(\\d+)"),
            Pattern.compile("python(\\d\\.\\d+)"),
            "",
            // `Include/cpython/import.h`, `Include/internal/pycore_import.h`
            "PyImport_Inittab",
            List.of(
                "PyImport_FrozenModules",
                "_PyImport_FrozenBootstrap",
                "_PyImport_FrozenStdlib",
                "_PyImport_FrozenTest")));
  }

  @Override
  public List<Recognised> recognise(Target target) {
    return Interpreter.find(target)
        .<List<Recognised>>map(found -> List.of(new Found(found)))
        .orElse(List.of());
  }

  private record Found(Interpreter interpreter) implements Recognised {
    @Override
    public Dialect dialect() {
      return new PythonDialect();
    }

    @Override
    public String version() {
      return interpreter.version().text();
    }

    @Override
    public String title() {
      return "CPython " + version() + (stripped() ? " (stripped)" : "");
    }

    @Override
    public boolean stripped() {
      return interpreter.stripped();
    }

    @Override
    public List<String> limits() {
      return interpreter.limits();
    }

    @Override
    public Instance announce(Target target, Words words, Violations violations) {
      return CPythonInstance.of(interpreter, target, words);
    }

    @Override
    public Map<Long, List<Detail>> describe(
        Target target, Words words, List<Long> addresses, boolean contents, int levels) {
      if (interpreter.layout().isEmpty()) {
        return Map.of();
      }
      OwnTools tools = OwnTools.of(interpreter, target, words);
      return addresses.stream()
          .distinct()
          .collect(Collectors.toMap(Function.identity(), address -> tools.of(address, contents)));
    }

    @Override
    public Optional<ToolSum> sizes(Target target, Words words, long[] addresses, long[] shallows) {
      return interpreter.layout().isEmpty()
          ? Optional.empty()
          : OwnTools.of(interpreter, target, words).sum(addresses);
    }

    @Override
    public Optional<CallStacks> stacks(Target target) {
      return PythonStacks.of(interpreter).map(found -> found);
    }
  }
}
