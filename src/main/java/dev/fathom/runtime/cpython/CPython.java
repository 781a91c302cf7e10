package dev.fathom.runtime.cpython;

import dev.fathom.model.dialect.Dialect;
import dev.fathom.runtime.Runtime;
import dev.fathom.runtime.RuntimeSink;
import dev.fathom.runtime.cpython.words.PythonDialect;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.List;
import java.util.Optional;

/// CPython as a [Runtime].
public final class CPython implements Runtime {
  @Override
  public Optional<Recognised> recognise(Target target) {
    return Interpreter.find(target).map(Found::new);
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
    public Walk begin(Target target, Words words, RuntimeSink sink) {
      return CPythonWalk.of(interpreter, target, words, sink);
    }
  }
}
