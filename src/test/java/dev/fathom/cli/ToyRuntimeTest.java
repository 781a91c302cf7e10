package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.runtime.toy.Toy;
import dev.fathom.survey.look.Parties;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.Json;
import dev.fathom.testing.NativeTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A runtime that nobody above the model has heard of works in every command: that of `toy.c`,
/// which says itself what objects it has.
final class ToyRuntimeTest {
  private static final int LEFT = 4000;
  private static final int RIGHT = 1500;
  private static final long PAGE = 4096;
  private static final double NEARLY_ALL = 0.95;

  private static FathomRun fathom(Object... words) {
    return ScopedValue.where(Parties.OTHERS, List.of(new Toy())).call(() -> FathomRun.of(words));
  }

  private static NativeTarget start(Object... actions) {
    Object[] arguments = new Object[actions.length + 2];
    arguments[0] = LEFT;
    arguments[1] = RIGHT;
    System.arraycopy(actions, 0, arguments, 2, actions.length);
    return NativeTarget.start(CProgram.compile("toy.c"), arguments);
  }

  /// What the program says of its objects, both heaps together: count and bytes by kind.
  private static Map<String, List<Long>> truth(NativeTarget target) {
    Map<String, List<Long>> truth = new HashMap<>();
    for (List<String> line : target.announced("objects")) {
      truth.merge(
          "toy." + line.get(1),
          List.of(Long.parseLong(line.get(2)), Long.parseLong(line.get(3))),
          (one, other) -> List.of(one.get(0) + other.get(0), one.get(1) + other.get(1)));
    }
    return truth;
  }

  private static Map<String, List<Long>> types(FathomRun run) {
    Map<String, List<Long>> told = new HashMap<>();
    for (Object row : Json.array(run.assertFine().json().get("types"))) {
      Map<String, @Nullable Object> type = Json.object(row);
      told.merge(
          type.get("module") + "." + type.get("type"),
          List.of(
              (Long) Objects.requireNonNull(type.get("count")),
              (Long) Objects.requireNonNull(type.get("shallow"))),
          (one, other) -> List.of(one.get(0) + other.get(0), one.get(1) + other.get(1)));
    }
    return told;
  }

  @Test
  void objectsAreWhatTheProgramSays() {
    try (NativeTarget target = start()) {
      FathomRun report = fathom("report", target.pid(), "--json");
      assertThat(types(report)).isEqualTo(truth(target));
      Map<String, @Nullable Object> named = Json.object(report.json().get("target"));
      assertThat(named).containsEntry("runtime", "toy");
      assertThat(Json.array(named.get("runtimes")))
          .extracting(each -> Json.object(each).get("instance"))
          .containsExactly("left", "right");
      assertThat(fathom("report", target.pid()).assertFine().out())
          .contains("· Toy 1 ·", "Toy objects", "left:shelf", "toy.Label");
    }
  }

  @Test
  void theOwnersOfEachInstanceAreNamed() {
    try (NativeTarget target = start()) {
      String owners = fathom("owners", target.pid()).assertFine().out();
      assertThat(owners).contains("left:shelf", "right:shelf");
      // A label of 40 bytes, a cart of 32, and its place on the shelf.
      assertThat(
              fathom("owners", target.pid(), "--of", "right:shelf", "--nested", "--json")
                  .assertFine()
                  .out())
          .contains("right:shelf[0]");
      assertThat(fathom("owners", target.pid(), "--of", "right:shelf").assertFine().out())
          .contains("right:shelf[*] × ");
      assertThat(fathom("path", target.pid(), "Label").assertFine().out())
          .contains("left:shelf[*]/label", "right:shelf[*]/label");
      // What died at once is held by nobody.
      assertThat(fathom("leaks", target.pid()).out())
          .contains(String.format(java.util.Locale.ROOT, "%,d", LEFT + RIGHT));
    }
  }

  @Test
  void everyCommandKnowsIt(@TempDir Path folder) throws Exception {
    try (NativeTarget target = start()) {
      long pid = target.pid();
      Path snapshot = folder.resolve("toy.fathom");
      fathom("snapshot", pid, "-o", snapshot).assertFine();
      assertThat(types(fathom("report", snapshot, "--json"))).isEqualTo(truth(target));
      assertThat(fathom("owners", snapshot).assertFine().out()).contains("right:shelf");
      assertThat(fathom("objects", snapshot).assertFine().out()).contains("toy.Cart");
      Path capture = folder.resolve("toy.core");
      fathom("capture", pid, "-o", capture).assertFine();
      assertThat(types(fathom("report", capture, "--json"))).isEqualTo(truth(target));
      assertThat(fathom("explain", pid, "toy.Cart").assertFine().out()).contains("toy.Cart");
      assertThat(fathom("fragmentation", pid).assertFine().out()).isNotBlank();
      assertThat(fathom("pins", pid).assertFine().out()).isNotBlank();
      assertThat(fathom("pages", pid).assertFine().out()).isNotBlank();
      Path page = folder.resolve("toy.html");
      fathom("html", pid, "-o", page).assertFine();
      assertThat(Files.readString(page)).contains("toy.Cart", "left:shelf");
    }
  }

  /// Objects that move are the same ones, without those that died.
  @Test
  void afterAMoveOnlyTheDeadAreGone(@TempDir Path folder) {
    try (NativeTarget target = start()) {
      Path before = folder.resolve("before.fathom");
      fathom("snapshot", target.pid(), "-o", before).assertFine();
      target.command("move");
      Map<String, List<Long>> truth = truth(target);
      Map<String, List<Long>> told = types(fathom("report", target.pid(), "--json"));
      assertThat(told.get("toy.Cart")).isEqualTo(truth.get("toy.Cart"));
      assertThat(Objects.requireNonNull(told.get("toy.Label")).getFirst()).isEqualTo(LEFT + RIGHT);
      assertThat(fathom("leaks", target.pid()).out()).contains("No leaks");
      assertThat(fathom("diff", before, target.pid()).assertFine().out()).contains("toy.Label");
    }
  }

  @Test
  void whatWorkersWroteIsChargedToItsCause() {
    try (NativeTarget target = start("idle", "count", "write")) {
      List<Map<String, @Nullable Object>> workers =
          Json.array(fathom("workers", target.pid(), "--json").assertFine().json().get("workers"))
              .stream()
              .skip(1) // the parent
              .map(Json::object)
              .toList();
      assertCause(workers.get(1), workers.get(0), "referenceCounts");
      assertCause(workers.get(2), workers.get(0), "payload");
    }
  }

  private static void assertCause(
      Map<String, @Nullable Object> worker, Map<String, @Nullable Object> idle, String cause) {
    long written =
        (Long) Objects.requireNonNull(worker.get("unshared"))
            - (Long) Objects.requireNonNull(idle.get("unshared"));
    Object told = Json.object(worker.get("byCause")).get(cause);
    long charged = told == null ? 0 : (Long) Objects.requireNonNull(Json.object(told).get("bytes"));
    assertThat(written).isGreaterThan((LEFT + RIGHT) * 100L / PAGE * PAGE);
    assertThat((double) charged).as("%s of %s", cause, worker).isGreaterThan(NEARLY_ALL * written);
  }
}
