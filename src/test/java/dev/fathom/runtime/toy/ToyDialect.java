package dev.fathom.runtime.toy;

import dev.fathom.model.dialect.Dialect;
import dev.fathom.model.dialect.PathSyntax;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The words of the toy.
record ToyDialect() implements Dialect {
  @Override
  public String runtime() {
    return "toy";
  }

  @Override
  public String title() {
    return "Toy";
  }

  @Override
  public String judged() {
    return "found what was put there";
  }

  @Override
  public PathSyntax paths() {
    return new Syntax();
  }

  private static final class Syntax implements PathSyntax {
    @Override
    public String key(@Nullable String spelling, String type) {
      return "[?]";
    }

    @Override
    public String field(String name) {
      return "/" + name;
    }

    @Override
    public String join(List<String> steps) {
      return String.join("", steps);
    }

    @Override
    public boolean passesOn(String step) {
      return false;
    }
  }
}
