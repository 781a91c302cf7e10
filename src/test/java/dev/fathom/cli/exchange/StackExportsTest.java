package dev.fathom.cli.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.FathomRun;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.Kernel;
import dev.fathom.testing.NpmPackage;
import dev.fathom.testing.PythonTarget;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/// What is written as stacks, as programs of others read and add it up.
final class StackExportsTest {
  private static final int COMPARED = 20;
  private static final int LONGEST_NAME = 300;

  /// What was read before, by reader and file.
  private static final Map<String, Map<String, Profile>> READ = new HashMap<>();

  @TempDir private static Path directory;

  private static PythonTarget target;
  private static Path snapshot;
  private static long rss;

  /// What a reader sums up of one profile.
  ///
  /// @param total of all samples
  /// @param frames by name
  /// @param types what samples have by their label `type`
  private record Profile(
      String unit, long total, Map<String, Sum> frames, Map<String, Long> types) {}

  /// @param total of a frame and what is below it
  /// @param self of it alone
  private record Sum(String type, long total, long self) {}

  @BeforeAll
  static void look() {
    target = PythonTarget.start(Interpreters.requireAny(), "exported.py");
    snapshot = directory.resolve("a.fathom");
    FathomRun.of("snapshot", target.pid(), "-o", snapshot).assertFine();
    rss = Objects.requireNonNull(Kernel.of(target.pid()).rollup().get("Rss"));
  }

  @AfterAll
  static void end() {
    if (target != null) {
      target.close();
    }
  }

  /// Who is told as an owner keeps as much there as the reader adds up below him.
  @Test
  void pprofAddsUpToOwnersAndToRss() {
    Path file = exported("pprof", snapshot);
    Map<String, Profile> profiles = read("pprof", file);
    assertThat(profiles.keySet()).containsExactlyInAnyOrder("objects", "allocated", "resident");
    Profile objects = profile(profiles, "objects");
    Profile allocated = profile(profiles, "allocated");
    Profile resident = profile(profiles, "resident");
    assertThat(resident.total()).isEqualTo(rss);

    Map<String, @Nullable Object> said =
        FathomRun.of("owners", snapshot, "--top=" + COMPARED, "--json").assertFine().json();
    List<@Nullable Object> owners = Json.array(said.get("owners"));
    assertThat(owners).hasSize(COMPARED);
    int found = 0;
    for (Object each : owners) {
      Map<String, @Nullable Object> owner = Json.object(each);
      if (!"rest".equals(owner.get("form"))) {
        String name = owner.get("path") + " (" + owner.get("type") + ")";
        assertThat(
                allocated.frames().keySet().stream()
                    .filter(frame -> frame.startsWith(name) || isCut(frame, name))
                    .map(frame ->
                        List.of(
                            total(objects, frame),
                            total(allocated, frame),
                            total(resident, frame))))
            .as(name)
            .contains(
                List.of(
                    number(owner, "objects"),
                    number(owner, "retained"),
                    number(owner, "resident")));
        found++;
      }
    }
    assertThat(found).isGreaterThan(COMPARED / 2);
    assertThat(allocated.total())
        .isEqualTo(sum(owners, "retained") + sum(Json.array(said.get("ownersRest")), "retained"));
  }

  /// The process counts its own instances.
  @Test
  void typesCountWhatTheProcessDoes() {
    Profile objects = profile(read("pprof", exported("pprof", target.pid())), "objects");
    for (List<String> words : target.announced("count")) {
      assertThat(objects.types())
          .as(words.getFirst())
          .containsEntry(words.getFirst(), Long.parseLong(words.get(1)));
    }
  }

  @Test
  void likeObjectsAreOneFrameEach() {
    Profile objects = profile(read("pprof", exported("pprof", snapshot)), "objects");
    assertThat(self(objects, "__main__.sessions[*] (__main__.Session)")).isEqualTo(4000);
    assertThat(self(objects, "__main__.sessions[*].items[*] (float)")).isEqualTo(4000);
    assertThat(self(objects, "__main__.rows[*]['title'] (str)")).isEqualTo(3000);
    // A chain: the first, and all others with the second.
    assertThat(self(objects, "__main__.head (__main__.Link)")).isEqualTo(1);
    assertThat(self(objects, "__main__.head.next (__main__.Link)")).isEqualTo(1);
    assertThat(self(objects, "__main__.head.next.next… (__main__.Link)")).isEqualTo(2998);
  }

  /// Three formats and two readers say the same of what is in memory.
  @Test
  void speedscopeReadsThemAll() {
    Profile pprof = profile(read("pprof", exported("pprof", snapshot)), "resident");
    for (String format : List.of("speedscope", "pprof", "folded")) {
      Profile first = read("speedscope", exported(format, snapshot)).values().iterator().next();
      assertThat(first.total()).as(format).isEqualTo(rss);
      assertThat(totals(first)).as(format).isEqualTo(totals(pprof));
      assertThat(first.unit()).isEqualTo(format.equals("folded") ? "none" : "bytes");
    }
  }

  /// Go's own reader, on demand: `-Dfathom.pprof=/usr/lib/go-…/pkg/tool/linux_amd64/pprof`.
  @Test
  void goReadsPprof() throws Exception {
    String program = System.getProperty("fathom.pprof", "");
    Assumptions.assumeFalse(program.isEmpty(), "without -Dfathom.pprof Go's pprof is not asked");
    Path file = exported("pprof", snapshot);
    Process process =
        new ProcessBuilder(
                program, "-top", "-cum", "-unit=b", "-sample_index=allocated", file.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Profile allocated = profile(read("pprof", file), "allocated");
    int found = 0;
    Matcher rows = Pattern.compile("(?m)^ *\\d+B? .*% +(\\d+)B? +[\\d.]+% +(.*)$").matcher(printed);
    while (rows.find()) {
      assertThat(Long.parseLong(rows.group(1)))
          .as(rows.group(2))
          .isEqualTo(total(allocated, rows.group(2)));
      found++;
    }
    assertThat(found).as(printed).isGreaterThan(20);
  }

  private static Map<String, Long> totals(Profile profile) {
    return profile.frames().entrySet().stream()
        .filter(frame -> frame.getValue().total() > 0)
        .collect(
            Collectors.toMap(
                frame -> frame.getKey().replace(';', ','), frame -> frame.getValue().total()));
  }

  @Test
  void namesAreBoundedAndHarmless() throws Exception {
    Profile pprof = profile(read("pprof", exported("pprof", snapshot)), "resident");
    assertThat(pprof.frames().keySet())
        .anyMatch(name -> name.contains("<script>"))
        .anyMatch(name -> name.contains("=cmd|"))
        .anyMatch(name -> name.contains("\\x0a"))
        .anyMatch(name -> name.contains("vvvvv…wwwww"))
        .allSatisfy(name ->
            assertThat(name).hasSizeLessThan(2 * LONGEST_NAME).doesNotContainPattern("\\p{Cntrl}"));
    Path file = exported("flame", snapshot);
    byte[] bytes = Files.readAllBytes(file);
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    Document svg = factory.newDocumentBuilder().parse(new ByteArrayInputStream(bytes));
    NodeList titles = svg.getElementsByTagName("title");
    assertThat(titles.getLength()).isGreaterThan(50);
    assertThat(svg.getElementsByTagName("script").getLength()).isZero();
    assertThat(svg.getDocumentElement().getTextContent())
        .contains("__main__.sessions[*] (__main__.Session): ", "[memory of no object]: ");
    assertThat(bytes).hasSizeLessThan(1 << 20);
  }

  private static boolean isCut(String frame, String name) {
    int cut = frame.indexOf('…');
    return cut > 0 && name.startsWith(frame.substring(0, cut));
  }

  private static long total(Profile profile, String frame) {
    Sum sum = profile.frames().get(frame);
    return sum == null ? 0 : sum.total();
  }

  private static long self(Profile profile, String frame) {
    assertThat(profile.frames()).containsKey(frame);
    return Objects.requireNonNull(profile.frames().get(frame)).self();
  }

  private static Profile profile(Map<String, Profile> profiles, String name) {
    return Objects.requireNonNull(profiles.get(name));
  }

  private static long number(Map<String, @Nullable Object> object, String name) {
    return ((Number) Objects.requireNonNull(object.get(name))).longValue();
  }

  private static Map<String, Long> numbers(@Nullable Object object) {
    Map<String, Long> numbers = new HashMap<>();
    if (object != null) {
      Json.object(object).forEach((name, value) -> numbers.put(name, (Long) value));
    }
    return numbers;
  }

  private static long sum(List<@Nullable Object> owners, String name) {
    return owners.stream().mapToLong(owner -> number(Json.object(owner), name)).sum();
  }

  private static Path exported(String format, Object subject) {
    Path file = directory.resolve(subject.equals(snapshot) ? "a." + format : "live." + format);
    if (!Files.exists(file)) {
      FathomRun.of("export", subject, "--to", format, "-o", file).assertFine();
    }
    return file;
  }

  private static Map<String, Profile> read(String reader, Path file) {
    return READ.computeIfAbsent(reader + file, key -> summedUp(reader, file));
  }

  private static Map<String, Profile> summedUp(String reader, Path file) {
    String printed =
        NpmPackage.require("stacks").run("sums.mjs", "", reader, file.toAbsolutePath());
    Map<String, Profile> profiles = new LinkedHashMap<>();
    for (Object each : Json.array(Json.parseObject(printed).get("profiles"))) {
      Map<String, @Nullable Object> profile = Json.object(each);
      Map<String, Sum> frames = new HashMap<>();
      for (Object frame : Json.array(profile.get("frames"))) {
        Map<String, @Nullable Object> sum = Json.object(frame);
        Sum before =
            frames.put(
                String.valueOf(sum.get("name")),
                new Sum(
                    String.valueOf(sum.get("type")), number(sum, "total"), number(sum, "self")));
        assertThat(before).as("two of one name: %s", sum.get("name")).isNull();
      }
      profiles.put(
          String.valueOf(profile.get("name")),
          new Profile(
              String.valueOf(profile.get("unit")),
              number(profile, "total"),
              frames,
              numbers(profile.get("types"))));
    }
    return profiles;
  }
}
