package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fathom.testing.CProgram;
import dev.fathom.testing.Json;
import dev.fathom.testing.NativeTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Programs without a runtime: who holds each chunk, and of which class it is, where the program
/// knows: `kept.c`, `shop.cc`.
final class CMemoryTest {
  private static final int ORDERS = 3000;
  private static final int NODES = 20_000;

  @Test
  void eachChunkIsHeldByWhatHasItsAddress() {
    Path program = CProgram.compile("kept.c");
    String variable = program.getFileName() + ": kept_by_a_variable";
    try (NativeTarget target = NativeTarget.start(program)) {
      Map<String, String> told = new HashMap<>();
      for (NativeTarget.Region region : target.regions()) {
        told.put(region.name(), ownerAt(target, region.start() + 4321));
      }
      assertThat(told)
          .containsEntry("variable", variable)
          .containsEntry("deeper", variable + "->+0x8")
          .containsEntry("local", "main thread's thread-locals")
          .containsEntry("stack", "main thread's stack")
          .containsEntry("register", "main thread's stack")
          .containsEntry("nothing", "<unreached C memory>")
          .hasSize(6);
    }
  }

  /// Without symbols the place of the variable stands for it.
  @Test
  void aStrippedProgramTellsPlaces() {
    try (NativeTarget target = NativeTarget.start(CProgram.compile("kept.c", "-s"))) {
      for (NativeTarget.Region region : target.regions()) {
        if (region.name().equals("deeper")) {
          assertThat(ownerAt(target, region.start()))
              .matches("fathom-kept-\\d+: \\+0x\\w+->\\+0x8");
        }
      }
    }
  }

  @Test
  void onlyWhatNothingHoldsIsLost() {
    try (NativeTarget target = NativeTarget.start(CProgram.compile("kept.c"))) {
      Map<String, @Nullable Object> leak =
          Json.object(
              Json.array(
                      FathomRun.of("leaks", target.pid(), "--json")
                          .assertFine()
                          .json()
                          .get("leaks"))
                  .getFirst());
      NativeTarget.Region lost = target.region("nothing");
      assertThat(leak).containsEntry("count", 1L).containsEntry("example", lost.start());
      assertThat(FathomRun.of("leaks", target.pid()).assertFine().out())
          .contains("1 of 6 objects (39.1 KiB)");
    }
  }

  /// Valgrind says the same of this program: what is `middle` here is "possibly lost" there.
  @Test
  void whatOnlyTheMiddleOfAChunkHoldsMayBeLost(@TempDir Path folder) {
    try (NativeTarget target = NativeTarget.start(CProgram.compile("middle.c"))) {
      Path snapshot = folder.resolve("a.fathom");
      FathomRun.of("snapshot", target.pid(), "-o", snapshot).assertFine();
      for (Object subject : List.of(target.pid(), snapshot)) {
        Map<String, @Nullable Object> answer =
            FathomRun.of("leaks", subject, "--json").assertFine().json();
        assertThat(answer).containsEntry("leaked", 1L).containsEntry("middle", 3L);
        List<Map<String, @Nullable Object>> leaks =
            Json.array(answer.get("leaks")).stream().map(Json::object).toList();
        assertThat(leaks)
            .extracting(leak -> leak.get("evidence"))
            .containsExactly("uncounted", "middle");
        assertThat(leaks.getFirst()).containsEntry("example", target.region("nothing").start());
        assertThat(leaks.getLast()).containsEntry("count", 2L).containsEntry("objects", 3L);
      }
    }
  }

  @Test
  void classesOfCppAreKnownByTheirNames() {
    assertKnown(CProgram.compileCpp("shop.cc"), "cache");
  }

  @Test
  void inAStrippedProgramToo() {
    assertKnown(CProgram.compileCpp("shop.cc", "-s"), "+0x");
  }

  private static void assertKnown(Path program, String cache) {
    try (NativeTarget target = NativeTarget.start(program, ORDERS)) {
      PrintedReport report = PrintedReport.of(target.pid());
      Map<String, Long> counts = new TreeMap<>();
      report.types().forEach(type -> counts.put(type.name(), type.count()));
      assertThat(counts)
          .containsEntry("shop::Line", 3L * ORDERS)
          .containsEntry("shop::Discount", (long) ORDERS)
          .containsEntry("shop::Order", (long) ORDERS)
          .containsEntry("shop::Cache<int, shop::Order>", 1L)
          .containsEntry("shop::(anonymous namespace)::Audit", 1L)
          // The map's nodes, the customers' names, the tables of lines; and of libstdc++ a reserve.
          .containsEntry("C memory", 3L * ORDERS + 1)
          .hasSize(6);

      String variable = program.getFileName() + ": " + cache;
      Map<String, @Nullable Object> owner = owners(target).getFirst();
      assertThat(String.valueOf(owner.get("path"))).startsWith(variable).doesNotContain("->");
      assertThat(owner)
          .containsEntry("type", "shop::Cache<int, shop::Order>")
          .containsEntry("objects", 8L * ORDERS + 1);
      FathomRun run = FathomRun.of(target.pid()).assertFine();
      assertThat(String.join(" ", run.lines()))
          .contains("is held by " + variable)
          .contains("(shop::Cache<int, shop::Order>, 24,001 chunks)");
      assertThat(FathomRun.of("path", target.pid(), "Order").assertFine().out())
          .contains("->+0x28")
          .contains("3,000 objects in all");
      assertThat(FathomRun.of("leaks", target.pid()).assertFine().out()).contains("No leaks");
      assertThat(FathomRun.of("explain", target.pid(), "Order").assertFine().out())
          .contains("A typical shop::Order", "vtable", "+0x8", "C memory");
      assertThat(FathomRun.of("pins", target.pid(), "--width=200").assertFine().out())
          .contains(variable);
    }
  }

  /// `make_shared` allocates an object together with its counts: it is the object that is told.
  @Test
  void whatIsCountedIsToldAsTheObjectWithin() {
    try (NativeTarget target = NativeTarget.start(CProgram.compileCpp("counted.cc"), ORDERS)) {
      Map<String, Long> counts = new TreeMap<>();
      PrintedReport.of(target.pid()).types().forEach(type -> counts.put(type.name(), type.count()));
      assertThat(counts)
          .containsEntry("shop::Session", 2L * ORDERS)
          .containsEntry("shop::User", (long) ORDERS)
          .containsEntry("shop::Table<std::pair<int, long>>", (long) ORDERS);
      assertThat(paths(target, "User")).contains("shop::(anonymous namespace)::users");
      assertThat(paths(target, "shop::Table<std::pair<int, long>>")).contains("make(int)::known");
      Map<String, @Nullable Object> leak =
          Json.object(
              Json.array(FathomRun.of("leaks", target.pid(), "--json").json().get("leaks"))
                  .getFirst());
      assertThat(leak).containsEntry("count", (long) ORDERS);
    }
  }

  private static String paths(NativeTarget target, String type) {
    return FathomRun.of("path", target.pid(), type, "--json").out();
  }

  /// The file of a program may be a link to another, and a loader may have started it.
  @Test
  void aProgramIsCalledWhatItWasStartedAs(@TempDir Path folder) throws IOException {
    Path program = CProgram.compile("kept.c");
    Path link = Files.createSymbolicLink(folder.resolve("started-as"), program);
    try (NativeTarget target = NativeTarget.start(link)) {
      assertThat(variableOf(target)).isEqualTo("started-as: kept_by_a_variable");
      assertThat(FathomRun.of(target.pid()).lines().getFirst()).startsWith("started-as · ");
    }
    Path loader = Path.of("/lib64/ld-linux-x86-64.so.2");
    assumeTrue(Files.exists(loader), "no glibc");
    try (NativeTarget target = NativeTarget.start(loader, "--argv0", "other", program)) {
      assertThat(variableOf(target)).isEqualTo(program.getFileName() + ": kept_by_a_variable");
      assertThat(FathomRun.of(target.pid()).lines().getFirst())
          .startsWith(program.getFileName() + " · ");
      assertThat(Json.object(FathomRun.of(target.pid(), "--json").json().get("target")))
          .containsEntry("program", program.getFileName().toString());
    }
  }

  private static String variableOf(NativeTarget target) {
    NativeTarget.Region held =
        target.regions().stream()
            .filter(region -> region.name().equals("variable"))
            .findFirst()
            .orElseThrow();
    return ownerAt(target, held.start());
  }

  /// Chains through all of memory, from buckets that lie far into a table.
  @Test
  void aTableHoldsWhatItsBucketsLeadTo() {
    Path program = CProgram.compile("nodes.c");
    try (NativeTarget target = NativeTarget.start(program, NODES)) {
      assertThat(owners(target).getFirst())
          .containsEntry("path", program.getFileName() + ": table")
          .containsEntry("objects", 2L * NODES + 1);
      assertThat(FathomRun.of("leaks", target.pid()).assertFine().out()).contains("No leaks");
      Map<String, @Nullable Object> chain = owners(target).get(1);
      FathomRun path =
          FathomRun.of("path", target.pid(), "0x" + Long.toHexString(address(chain))).assertFine();
      assertThat(path.out()).containsPattern(": table\\[\\d+]\\R");
    }
  }

  private static long address(Map<String, @Nullable Object> owner) {
    return (Long) Objects.requireNonNull(owner.get("address"));
  }

  /// Memory that a program mapped for itself is no allocator's.
  @Test
  void whatItMappedIsAnObject() {
    try (NativeTarget target = NativeTarget.start(CProgram.compile("stripes.c"), 64)) {
      assertThat(FathomRun.of("owners", target.pid()).assertFine().out())
          .contains("anonymous mapping");
      assertThat(FathomRun.of("objects", target.pid()).assertFine().out())
          .startsWith("No objects: ");
    }
  }

  private static List<Map<String, @Nullable Object>> owners(NativeTarget target) {
    return Json.array(
            FathomRun.of("owners", target.pid(), "--nested", "--json")
                .assertFine()
                .json()
                .get("owners"))
        .stream()
        .map(Json::object)
        .toList();
  }

  private static String ownerAt(NativeTarget target, long address) {
    FathomRun run =
        FathomRun.of("address", target.pid(), "0x" + Long.toHexString(address), "--json");
    Map<String, @Nullable Object> place = Json.object(run.assertFine().json().get("place"));
    return String.valueOf(Json.object(place.get("object")).get("path"));
  }
}
