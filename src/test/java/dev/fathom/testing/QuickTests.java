package dev.fathom.testing;

import dev.fathom.cli.Main;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.PostDiscoveryFilter;

/// Which tests `./build quick` runs: those from whose code no process is started and the whole
/// program is not run. Nobody writes that on a test: [ProcessStarters] sees it in the class files.
///
/// With `-Dfathom.quick=true` the others are left out; without it this changes nothing.
public final class QuickTests implements PostDiscoveryFilter {
  private static final boolean QUICK = Boolean.getBoolean("fathom.quick");

  private static final class Found {
    static final ProcessStarters STARTERS =
        ProcessStarters.of(
            ProcessStarters.folderOf(Main.class), ProcessStarters.folderOf(QuickTests.class));
  }

  private static final Set<String> LEFT_OUT = new TreeSet<>();

  @Override
  public FilterResult apply(TestDescriptor test) {
    String name = QUICK ? test.getSource().map(QuickTests::className).orElse(null) : null;
    if (name == null || !Found.STARTERS.contains(name)) {
      return FilterResult.included("no process is started");
    }
    synchronized (LEFT_OUT) {
      LEFT_OUT.add(name);
    }
    return FilterResult.excluded("a process is started, or the whole program run");
  }

  /// The test classes that were left out here.
  static Set<String> leftOut() {
    synchronized (LEFT_OUT) {
      return Set.copyOf(LEFT_OUT);
    }
  }

  private static @Nullable String className(TestSource source) {
    return switch (source) {
      case ClassSource tests -> tests.getClassName();
      case MethodSource method -> method.getClassName();
      default -> null;
    };
  }
}
