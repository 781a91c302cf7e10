package dev.fathom.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.analysis.account.BalanceSheet;
import dev.fathom.analysis.graph.OwnSizes;
import dev.fathom.analysis.groups.Partition;
import dev.fathom.analysis.leaks.Leaks;
import dev.fathom.model.ColumnsInMemory;
import dev.fathom.model.Findings;
import dev.fathom.model.Identity;
import dev.fathom.model.object.ObjectRole;
import dev.fathom.model.object.ObjectTable;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Each conclusion is drawn once, and none that nobody asks for.
final class AnalysisTest {
  private static final int THREADS = 16;

  @Test
  void whoeverAsksGetsTheSame() throws Exception {
    Analysis analysis = Analysis.of(findings());
    Set<Object> drawn = Collections.newSetFromMap(new IdentityHashMap<>());
    CountDownLatch start = new CountDownLatch(1);
    List<Future<List<Object>>> askers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      for (int thread = 0; thread < THREADS; thread++) {
        boolean backwards = thread % 2 == 0;
        askers.add(
            threads.submit(() -> {
              start.await();
              return backwards ? all(analysis).reversed() : all(analysis);
            }));
      }
      start.countDown();
      for (Future<List<Object>> asker : askers) {
        drawn.addAll(asker.get());
      }
    }
    assertThat(drawn).hasSize(all(analysis).size());
  }

  private static List<Object> all(Analysis analysis) {
    return List.of(
        analysis.owners(),
        analysis.leaks(),
        analysis.sizes(),
        analysis.occupants(),
        analysis.retained(),
        analysis.paths(),
        analysis.dominators(),
        analysis.entries(),
        analysis.pins(),
        analysis.fragmentation(),
        analysis.sheet());
  }

  /// Sizes and the balance sheet are the same, whichever was asked for first.
  @Test
  void theOrderMakesNoDifference() {
    Analysis sizesFirst = Analysis.of(findings());
    OwnSizes measured = sizesFirst.sizes();
    Analysis ownersFirst = Analysis.of(findings());
    assertThat(ownersFirst.owners().bytes()).isEqualTo(sizesFirst.owners().bytes());
    OwnSizes derived = ownersFirst.sizes();
    assertThat(derived.count()).isEqualTo(measured.count()).isPositive();
    for (int object = 0; object < measured.count(); object++) {
      assertThat(derived.allocated(object)).isEqualTo(measured.allocated(object));
    }
    assertThat(ownersFirst.sheet()).isEqualTo(sizesFirst.sheet());
  }

  @Test
  void ofWhatIsStoredOnlyThatIsReadWhichIsAskedFor() {
    List<String> read = new ArrayList<>();
    Leaks leaks = new Leaks(List.of(), 0, 7, 0, List.of());
    BalanceSheet sheet = new BalanceSheet(1, List.of(), List.of(), 7, 0);
    StoredConclusions stored =
        (StoredConclusions)
            Proxy.newProxyInstance(
                StoredConclusions.class.getClassLoader(),
                new Class<?>[] {StoredConclusions.class},
                (proxy, method, arguments) -> {
                  read.add(method.getName());
                  return switch (method.getName()) {
                    case "leaks" -> leaks;
                    case "sheet" -> sheet;
                    default -> throw new IllegalStateException(method.getName());
                  };
                });
    Analysis analysis = Analysis.of(findings(), stored);
    assertThat(read).isEmpty();
    assertThat(analysis.leaks()).isSameAs(leaks);
    assertThat(analysis.leaks()).isSameAs(leaks);
    assertThat(analysis.sheet()).isSameAs(sheet);
    assertThat(read).containsExactly("leaks", "sheet");
    assertThatThrownBy(() -> analysis.groups(Partition.By.TYPE, ""))
        .isInstanceOf(IllegalStateException.class);
  }

  private static Findings findings() {
    ObjectTable objects = new ObjectTable();
    for (int object = 0; object < 100; object++) {
      objects.add(0x1000 + object * 64L, 0, 48, 16, ObjectRole.ORDINARY, 1);
    }
    return Findings.of(new Identity(Identity.Kind.LIVE, 1, "/bin/a", List.of("a"), false))
        .columns(new ColumnsInMemory().objects(objects))
        .build();
  }
}
