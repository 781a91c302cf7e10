package dev.fathom.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The published schemas (`docs/schemas`), and whether what was printed is as they say.
public final class JsonSchemas {
  private static final Path FOLDER = Path.of("docs/schemas");

  /// What they are called among themselves: nothing is fetched from anywhere.
  private static final String BASE = "fathom:/schemas/";

  private static final int SHOWN = 5;

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(JsonSchemas::published));

  private static final Map<String, Schema> READ = new ConcurrentHashMap<>();

  private JsonSchemas() {}

  /// {@return the files, by their names without `.json`}
  public static List<String> names() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString().replaceFirst("\\.json$", ""))
          .sorted()
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// {@return the text of one}
  public static String text(String name) {
    try {
      return Files.readString(FOLDER.resolve(name + ".json"));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// {@return the schema for a command's answer, which is called as its words are: `lab-run`; that
  /// of `report` where they name no command, as in `fathom 4242`}
  public static String nameFor(List<String> words) {
    if (words.stream().anyMatch(word -> word.startsWith("--sample"))) {
      return "report-sample";
    }
    if (words.contains("--before")) {
      return "diff-before";
    }
    String first = words.isEmpty() ? "" : words.getFirst();
    String second = words.size() < 2 ? "" : words.get(1);
    return Stream.of(first + "-" + second, first)
        .filter(name -> !name.contains("/") && Files.exists(FOLDER.resolve(name + ".json")))
        .findFirst()
        .orElse("report");
  }

  /// Asserts that a text is one JSON value that a schema allows.
  public static void assertValid(String name, String text) {
    List<Error> errors = schema(name).validate(text, InputFormat.JSON);
    assertThat(errors.stream().limit(SHOWN).map(Error::toString))
        .as("what docs/schemas/%s.json does not allow", name)
        .isEmpty();
  }

  /// Asserts that a schema is one, by the schema of schemas.
  public static void assertSound(String name) {
    Schema ofSchemas =
        REGISTRY.getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()));
    assertThat(ofSchemas.validate(text(name), InputFormat.JSON)).as(name).isEmpty();
  }

  private static Schema schema(String name) {
    return READ.computeIfAbsent(
        name, file -> REGISTRY.getSchema(SchemaLocation.of(BASE + file + ".json")));
  }

  /// What the library asks for a schema by; null is for what it has itself.
  private static @Nullable String published(String location) {
    return location.startsWith(BASE)
        ? text(location.substring(BASE.length()).replaceFirst("\\.json$", ""))
        : null;
  }
}
