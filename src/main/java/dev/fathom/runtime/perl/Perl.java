package dev.fathom.runtime.perl;

import dev.fathom.malloc.Violations;
import dev.fathom.model.dialect.Dialect;
import dev.fathom.model.object.Detail;
import dev.fathom.model.object.ToolSum;
import dev.fathom.runtime.CallStacks;
import dev.fathom.runtime.ExtensionRules;
import dev.fathom.runtime.Runtime;
import dev.fathom.runtime.perl.arena.PerlBinary;
import dev.fathom.runtime.perl.arena.PerlInterpreter;
import dev.fathom.runtime.perl.words.PerlDialect;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// perl as a [Runtime].
public final class Perl implements Runtime {
  @Override
  public Dialect dialect() {
    return new PerlDialect();
  }

  @Override
  public List<ExtensionRules> extensions() {
    return List.of(
        new ExtensionRules(
            "Perl", "perl", "boot_", List.of("Perl_", "PL_"), null, null, "::", "", List.of()));
  }

  @Override
  public List<Recognised> recognise(Target target) {
    return PerlBinary.find(target)
        .<List<Recognised>>map(
            found -> List.of(new Found(found, PerlInterpreter.inVariables(found, target))))
        .orElse(List.of());
  }

  /// @param interpreters addresses of such as static variables lead to
  private record Found(PerlBinary binary, Set<Long> interpreters) implements Recognised {
    @Override
    public Dialect dialect() {
      return new PerlDialect();
    }

    @Override
    public String version() {
      return binary.version();
    }

    @Override
    public String title() {
      String threads = binary.threaded() ? "threaded" : "";
      String stripped = stripped() ? "stripped" : "";
      String both = threads.isEmpty() || stripped.isEmpty() ? "" : ", ";
      String marks = threads + both + stripped;
      return "perl " + version() + (marks.isEmpty() ? "" : " (" + marks + ")");
    }

    @Override
    public boolean stripped() {
      return binary.stripped();
    }

    @Override
    public List<String> limits() {
      return binary.limits();
    }

    @Override
    public Instance announce(Target target, Words words, Violations violations) {
      return PerlInstance.of(binary, interpreters, target, words, violations);
    }

    @Override
    public Map<Long, List<Detail>> describe(
        Target target, Words words, List<Long> addresses, boolean contents, int levels) {
      return addresses.stream()
          .distinct()
          .collect(
              Collectors.toMap(
                  Function.identity(),
                  address -> new Peek(binary, words, contents, levels).of(address)));
    }

    @Override
    public Optional<ToolSum> sizes(Target target, Words words, long[] addresses, long[] shallows) {
      return new TotalSize(binary, words).of(addresses, shallows);
    }

    @Override
    public Optional<CallStacks> stacks(Target target) {
      return Optional.of(new PerlStacks(binary, interpreters));
    }

    @Override
    public Instance rehearse(Target target, Words words, Violations violations) {
      return PerlInstance.rehearsal(binary, interpreters, target, words, violations);
    }
  }
}
