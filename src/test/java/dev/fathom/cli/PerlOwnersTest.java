package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.testing.Json;
import dev.fathom.testing.PerlTarget;
import dev.fathom.testing.Perls;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Who owns what in a perl, by the names that its program gives to things: `every.pl`.
final class PerlOwnersTest {
  private static final int OBJECTS = 2000;
  private static final int DEPTH = 50;

  /// A string that `recurse` makes at each depth.
  private static final long LEXICAL_BYTES = 100_000;

  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Perls#known")
  void nearlyAllOfMallocHasAnOwner(Path perl) {
    try (PerlTarget target = PerlTarget.start(perl, "every.pl", OBJECTS)) {
      assertClaimed(target);
    }
  }

  @Test
  void alsoWithMoose() {
    try (PerlTarget target = PerlTarget.start(Perls.requireSystem(), "moose.pl")) {
      Map<String, Long> leaves = assertClaimed(target);
      // Talk 3: what is compiled outweighs the data.
      Map<String, Object> operations =
          Json.array(
                  FathomRun.of("objects", target.pid(), "--json").assertFine().json().get("rows"))
              .stream()
              .map(PerlOwnersTest::object)
              .filter(row -> "OPS".equals(row.get("type")))
              .findFirst()
              .orElseThrow();
      assertThat(number(operations, "resident"))
          .isGreaterThan(leaves.values().stream().mapToLong(Long::longValue).sum() / 2);
    }
  }

  /// At least 97 % of what malloc handed out is a value, owned by one, or perl's arenas; at least
  /// 99 % of what is resident is explained.
  private static Map<String, Long> assertClaimed(PerlTarget target) {
    Map<String, @Nullable Object> report = FathomRun.of(target.pid(), "--json").assertFine().json();
    Map<String, @Nullable Object> balance = Json.object(report.get("balance"));
    Map<String, Long> leaves = new HashMap<>();
    addLeaves(leaves, balance.get("accounts"));
    assertThat(leaves.values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(number(balance, "rss"));
    long unclaimed =
        leaves.entrySet().stream()
            .filter(leaf -> leaf.getKey().startsWith("malloc.live"))
            .mapToLong(Map.Entry::getValue)
            .sum();
    leaves.keySet().removeIf(id -> !id.startsWith("perl."));
    long perl = leaves.values().stream().mapToLong(Long::longValue).sum();
    assertThat(100.0 * unclaimed / (unclaimed + perl)).isLessThan(3);
    assertThat(100.0 * number(balance, "unexplained") / number(balance, "rss")).isLessThan(1);
    // Three bodies of PVs and one of a PVNV belong to values that are no part of an arena.
    assertThat(leaves.getOrDefault("perl.buffers.unowned", 0L)).isLessThanOrEqualTo(4 * 48L);
    return leaves;
  }

  private static void addLeaves(Map<String, Long> leaves, @Nullable Object accounts) {
    for (Object account : Json.array(accounts)) {
      Map<String, @Nullable Object> one = Json.object(account);
      if (one.containsKey("children")) {
        addLeaves(leaves, one.get("children"));
      } else {
        leaves.put(String.valueOf(one.get("id")), number(one, "resident"));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Perls#known")
  void packageVariablesOwnWhatTheyHold(Path perl) {
    try (PerlTarget target = PerlTarget.start(perl, "every.pl", OBJECTS)) {
      Map<String, Map<String, Object>> owners = owners(target);
      // An array of five strings for each key.
      assertThat(owners).containsKey("%main::cache").containsKey("@main::objects");
      Map<String, Object> cache = owners.get("%main::cache");
      assertThat(cache).containsEntry("type", "HASH");
      assertThat(number(cache, "objects")).isBetween(7L * OBJECTS, 8L * OBJECTS + 1);
      assertThat(number(owners.get("@main::objects"), "objects"))
          .isBetween(7L * OBJECTS, 7L * OBJECTS + 10);
      assertThat(number(owners.get("$main::text"), "retained")).isBetween(100_000L, 101_000L);
      assertThat(paths(target, "Foo::Bar=HASH"))
          .containsEntry("@main::objects[*]->%*", (long) OBJECTS);
      assertThat(paths(target, "REF")).containsEntry("%main::cache{*}", (long) OBJECTS);
      assertThat(paths(target, "ARRAY")).containsEntry("@main::objects[*]{*}->@*", (long) OBJECTS);
    }
  }

  /// Talk 3: lexicals keep their memory when the sub returns, at each depth of its recursion.
  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Perls#known")
  void lexicalsAreNamedByDepth(Path perl) {
    try (PerlTarget target = PerlTarget.start(perl, "every.pl", OBJECTS)) {
      target.call("recurse", DEPTH);
      Map<String, Map<String, Object>> owners = owners(target);
      assertThat(owners).containsKey("main::recurse()->$var");
      for (int depth = 2; depth <= DEPTH; depth++) {
        String path = "main::recurse()[depth " + depth + "]->$var";
        assertThat(owners).containsKey(path);
        assertThat(number(owners.get(path), "retained"))
            .isBetween(LEXICAL_BYTES, LEXICAL_BYTES + 5000);
      }
      assertThat(number(owners.get("&main::recurse"), "retained"))
          .isGreaterThan(DEPTH * LEXICAL_BYTES);
    }
  }

  private static Map<String, Map<String, Object>> owners(PerlTarget target) {
    Map<String, Map<String, Object>> owners = new HashMap<>();
    Json.array(
            FathomRun.of("owners", target.pid(), "--nested", "--top=400", "--json")
                .assertFine()
                .json()
                .get("owners"))
        .stream()
        .map(PerlOwnersTest::object)
        .forEach(owner -> owners.putIfAbsent(String.valueOf(owner.get("path")), owner));
    return owners;
  }

  private static Map<String, Long> paths(PerlTarget target, String type) {
    Map<String, Long> paths = new HashMap<>();
    List<?> routes =
        Json.array(FathomRun.of("path", target.pid(), type, "--json").json().get("paths"));
    for (Object route : routes) {
      paths.put(String.valueOf(object(route).get("path")), number(object(route), "count"));
    }
    return paths;
  }

  @SuppressWarnings("unchecked") // no value of these objects is null
  private static Map<String, Object> object(@Nullable Object value) {
    return (Map<String, Object>) (Map<?, ?>) Json.object(value);
  }

  /// The number, or -1 where there is none.
  private static long number(
      @Nullable Map<String, ? extends @Nullable Object> object, String name) {
    return object != null && object.get(name) instanceof Number value ? value.longValue() : -1;
  }
}
