package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.testing.CProgram;
import dev.fathom.testing.Interpreter;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PythonTarget;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Memory that no allocator handed out, mappings and large static variables, and who holds it:
/// `mapped.c`, `mapped.py`.
final class MappedMemoryTest {
  private static final long MIB = 1 << 20;

  @Test
  void eachMappingIsHeldByWhatHasItsAddress() {
    Path program = CProgram.compile("mapped.c");
    String name = program.getFileName() + ": ";
    try (NativeTarget target = NativeTarget.start(program)) {
      assertThat(paths(target))
          .containsEntry("first", name + "first")
          .containsEntry("second", name + "second")
          .containsEntry("inside", name + "inside~")
          .containsEntry("chunk", name + "box->+0x8")
          .containsEntry("stack", "main thread's stack")
          .containsEntry("nothing", "<unreached anonymous mapping>")
          .containsEntry("static", name + "shadow")
          .hasSize(7);
      assertThat(FathomRun.of("leaks", target.pid()).assertFine().out()).contains("No leaks");
    }
  }

  @Test
  void inAStrippedProgramPlacesStandForVariables() {
    Path program = CProgram.compile("mapped.c", "-s");
    try (NativeTarget target = NativeTarget.start(program)) {
      Map<String, String> paths = paths(target);
      for (String how : List.of("first", "second", "static")) {
        assertThat(paths.get(how)).matches("fathom-mapped-\\d+: \\+0x\\w+");
      }
      assertThat(paths.get("inside")).matches("fathom-mapped-\\d+: \\+0x\\w+~");
    }
  }

  /// Of each its own resident bytes, and no others.
  @Test
  void eachKeepsWhatIsInMemoryOfIt() {
    try (NativeTarget target = NativeTarget.start(CProgram.compile("mapped.c"))) {
      Map<Long, Long> retained = new HashMap<>();
      for (Map<String, @Nullable Object> owner : owners(target.pid())) {
        retained.put((Long) owner.get("address"), (Long) owner.get("retained"));
      }
      for (NativeTarget.Region region : target.regions()) {
        assertThat(retained.get(region.start()))
            .as(region.name())
            .isEqualTo(region.end() - region.start());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Interpreters#supported")
  void variablesOfPythonHoldWhatTheirObjectsMap(Interpreter interpreter) {
    try (PythonTarget target = PythonTarget.start(interpreter, "mapped.py")) {
      assertHeld(target.announced("held"), owners(target.pid()));
    }
  }

  /// A file tells the same.
  @Test
  void snapshotsKeepOwners(@TempDir Path folder) {
    Path file = folder.resolve("mapped.fathom");
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "mapped.py")) {
      FathomRun.of("snapshot", target.pid(), "-o", file).assertFine();
      assertHeld(target.announced("held"), owners(file));
      assertThat(FathomRun.of("report", file).assertFine().out())
          .containsPattern("held\\s+by\\s+__main__.index");
    }
  }

  private static void assertHeld(
      List<List<String>> held, List<Map<String, @Nullable Object>> owners) {
    Map<String, Long> retained = new HashMap<>();
    owners.forEach(owner ->
        retained.merge(
            String.valueOf(owner.get("path")).replaceFirst("^~ ", ""),
            (Long) owner.get("retained"),
            Math::max));
    assertThat(held).hasSize(6);
    for (List<String> each : held) {
      long bytes = Long.parseLong(each.get(1));
      assertThat(retained.get("__main__." + each.getFirst()))
          .as(each.getFirst())
          .isBetween(bytes, bytes + MIB / 4);
    }
  }

  private static Map<String, String> paths(NativeTarget target) {
    Map<String, String> paths = new HashMap<>();
    for (NativeTarget.Region region : target.regions()) {
      FathomRun run =
          FathomRun.of(
              "address", target.pid(), "0x" + Long.toHexString(region.start() + 5000), "--json");
      Map<String, @Nullable Object> place = Json.object(run.assertFine().json().get("place"));
      paths.put(region.name(), String.valueOf(Json.object(place.get("object")).get("path")));
    }
    return paths;
  }

  private static List<Map<String, @Nullable Object>> owners(Object target) {
    return Json.array(
            FathomRun.of("owners", target, "--nested", "--top", 40, "--json")
                .assertFine()
                .json()
                .get("owners"))
        .stream()
        .map(Json::object)
        .toList();
  }
}
