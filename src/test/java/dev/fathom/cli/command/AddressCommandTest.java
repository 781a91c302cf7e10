package dev.fathom.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.owners.Owners;
import dev.fathom.analysis.owners.Place;
import dev.fathom.analysis.owners.Places;
import dev.fathom.cli.FathomRun;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.memory.Mapping;
import dev.fathom.survey.Survey;
import dev.fathom.survey.look.Parties;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.Target;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.ObjectTruth;
import dev.fathom.testing.PythonTarget;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What is at an address, against what the process and the kernel say.
final class AddressCommandTest {
  /// Every object that a forked child lists is found from its first word and from inside it, under
  /// its own type.
  @Test
  void objectsAreFoundFromAnyOfTheirBytes() throws ProcessAccessException {
    try (PythonTarget python = PythonTarget.start(Interpreters.requireAny(), "shapes.py");
        Target target = LiveProcess.open(Math.toIntExact(python.pid()), Freeze.PTRACE)) {
      ObjectTruth truth = python.truth();
      Findings findings = Survey.of(target, Parties.allocators(), Parties.runtimes());
      Owners owners = Analysis.of(findings).owners();
      Places places = new Places(findings, owners);
      int found = 0;
      int asked = 0;
      for (int object = 0; object < truth.size(); object += 97) {
        asked++;
        Place first = places.at(truth.address(object));
        Place inside = places.at(truth.address(object) + 15);
        Place.Occupant holder = first.occupant();
        if (holder != null
            && inside.occupant() != null
            && holder.owner().address() == truth.address(object)) {
          assertThat(holder.owner().type()).isEqualTo(truth.type(object).name());
          assertThat(holder.part()).isEqualTo("ob_refcnt");
          assertThat(inside.occupant().part()).isEqualTo("ob_type");
          assertThat(inside.occupant().object()).isEqualTo(holder.object());
          found++;
        }
      }
      assertThat(found).isGreaterThan(asked * 99 / 100);
    }
  }

  /// One address in each mapping of the kernel's own list, and one in each hole before it.
  @Test
  void anyAddressHasAnAnswer() throws ProcessAccessException {
    try (PythonTarget python = PythonTarget.start(Interpreters.requireAny(), "shapes.py");
        Target target = LiveProcess.open(Math.toIntExact(python.pid()), Freeze.PTRACE)) {
      Findings findings = Survey.of(target, Parties.allocators(), Parties.runtimes());
      Places places = new Places(findings, Analysis.of(findings).owners());
      long before = 0;
      for (Mapping mapping : findings.mappings()) {
        Place last = places.at(mapping.end() - 1);
        assertThat(Objects.requireNonNull(last.area()).mapping()).isEqualTo(mapping);
        if (mapping.start() > before) {
          assertThat(places.at(mapping.start() - 1).area()).isNull();
        }
        before = mapping.end();
      }
      assertThat(places.at(0).nearest()).hasSize(1);
      assertThat(places.at(-1).area()).isNull();
      Mapping stack =
          findings.mappings().stream()
              .filter(mapping -> mapping.name().equals("[stack]"))
              .findFirst()
              .orElseThrow();
      FathomRun run =
          FathomRun.of("address", python.pid(), "0x" + Long.toHexString(stack.end() - 8))
              .assertFine();
      assertThat(run.lines().getFirst()).contains("stack");
      assertThat(run.out()).contains("PAGE", "in memory", "frame", "[stack]");
    }
  }

  @Test
  void anItemIsNamedFromTopToBottom() {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "shapes.py")) {
      Map<String, @Nullable Object> list =
          Json.array(
                  FathomRun.of("owners", target.pid(), "--top=200", "--json").json().get("owners"))
              .stream()
              .map(Json::object)
              .filter(owner -> "__main__.numbers".equals(owner.get("path")))
              .findFirst()
              .orElseThrow();
      Map<String, @Nullable Object> place = place(target, String.valueOf(list.get("address")));
      assertThat(place).containsEntry("mapped", true).containsEntry("field", "ob_refcnt");
      assertThat(Json.object(place.get("object")))
          .containsEntry("path", "__main__.numbers")
          .containsEntry("retained", list.get("retained"));
      assertThat(Json.object(place.get("page"))).containsEntry("state", "resident");
      assertThat(Json.object(place.get("pool"))).containsEntry("sizeClass", 64L);
    }
  }

  @Test
  void whatIsNoAddressIsOneLine() {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "shapes.py")) {
      FathomRun nowhere = FathomRun.of("address", target.pid(), "0x10").assertFine();
      assertThat(nowhere.answer()).hasSizeBetween(1, 2);
      assertThat(nowhere.out()).contains("0x10: nothing is mapped there", "above begins");
      assertThat(place(target, "0xffffffffffffffff")).containsEntry("mapped", false);
      assertThat(
              FathomRun.of("address", target.pid(), "half\u001b[2J").assertOneLine(ExitCode.USAGE))
          .contains("is not an address")
          .doesNotContain("\u001b");
    }
  }

  private static Map<String, @Nullable Object> place(PythonTarget target, String address) {
    return Json.object(
        FathomRun.of("address", target.pid(), address, "--json").assertFine().json().get("place"));
  }
}
