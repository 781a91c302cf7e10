package dev.fathom.cli.linking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.linking.LinkedFile;
import dev.fathom.model.linking.SymbolColumns;
import dev.fathom.model.linking.SymbolNames;
import dev.fathom.survey.linking.FileLinks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// Symbols, versions, relocations, needs and scopes of this machine's programs and libraries are
/// what `nm`, `readelf` and `ldd` say of them. A sample; `-Dfathom.link.files=all` takes all.
final class LinkJudgesTest {
  private static final Pattern FOUND = Pattern.compile("(?m)^\\t(\\S+) => (\\S+)");
  private static final Pattern UNDEFINED = Pattern.compile("(?m)^undefined symbol: ([^\\s,]+)");
  private static final Pattern COUNT =
      Pattern.compile("contains (\\d+) entr(?:y|ies):(?:\\n\\s+(\\d+) offsets?)?");
  private static final Pattern ENTRY =
      Pattern.compile("\\((NEEDED|SONAME|RUNPATH|RPATH)\\).*\\[(.*)]");

  @Test
  void symbolsAndVersionsAreThoseOfNm() throws IOException {
    FileLinks links = FileLinks.of(Path.of("/"), "");
    for (Path file : LinkedSystem.files("/usr/bin", "/usr/lib/x86_64-linux-gnu", "/usr/lib64")) {
      Set<String> expected = new TreeSet<>();
      for (String line : LinkedSystem.say("nm", "-D", file.toString()).split("\n", -1)) {
        String[] words = line.strip().split(" +", -1);
        if (words.length >= 2 && words[words.length - 2].length() == 1) {
          boolean wanted = "Uwv".contains(words[words.length - 2]);
          expected.add((wanted ? "wants " : "has ") + words[words.length - 1]);
        }
      }
      assertThat(symbols(links.file(file), links.names())).as(file.toString()).isEqualTo(expected);
    }
  }

  /// As `nm` spells them: `@@` before the version that who names none gets.
  private static Set<String> symbols(LinkedFile file, SymbolNames names) {
    Set<String> found = new TreeSet<>();
    SymbolColumns symbols = file.symbols();
    for (int symbol = 1; symbol < symbols.count(); symbol++) {
      String name = names.text(symbols.name(symbol));
      boolean own = symbols.is(symbol, SymbolColumns.DEFINED);
      String version = names.text(symbols.version(symbol));
      if (!name.isEmpty()) {
        found.add((own ? "has " : "wants ") + name + spelled(file, symbol, name, version));
      }
    }
    return found;
  }

  private static String spelled(LinkedFile file, int symbol, String name, String version) {
    if (version.isEmpty() || version.equals(name)) {
      return ""; // the name of a version is a symbol itself
    }
    boolean usual =
        file.symbols().is(symbol, SymbolColumns.DEFINED)
            && !file.symbols().is(symbol, SymbolColumns.HIDDEN_VERSION)
            // What a program copies has the version that it wants.
            && file.versions().defined().contains(version);
    return (usual ? "@@" : "@") + version;
  }

  @Test
  void relocationsAndNeedsAreThoseOfReadelf() throws IOException {
    FileLinks links = FileLinks.of(Path.of("/"), "");
    for (Path file : LinkedSystem.files("/usr/bin", "/usr/lib/x86_64-linux-gnu", "/usr/lib64")) {
      LinkedFile linked = links.file(file);
      long count = 0;
      Matcher counts = COUNT.matcher(LinkedSystem.say("readelf", "-rW", file.toString()));
      while (counts.find()) {
        count += Long.parseLong(counts.group(counts.group(2) == null ? 1 : 2));
      }
      if (linked.kind() != LinkedFile.Kind.STATIC_PROGRAM) {
        assertThat(linked.relocations().count()).as(file.toString()).isEqualTo((int) count);
      }
      Map<String, List<String>> entries = new HashMap<>();
      Matcher entry = ENTRY.matcher(LinkedSystem.say("readelf", "-dW", file.toString()));
      while (entry.find()) {
        entries.computeIfAbsent(entry.group(1), tag -> new ArrayList<>()).add(entry.group(2));
      }
      assertThat(linked.needed()).isEqualTo(entries.getOrDefault("NEEDED", List.of()));
      assertThat(linked.soname())
          .isEqualTo(String.join("", entries.getOrDefault("SONAME", List.of())));
      assertThat(linked.search().runpath())
          .isEqualTo(String.join("", entries.getOrDefault("RUNPATH", List.of())));
      assertThat(linked.search().rpath())
          .isEqualTo(String.join("", entries.getOrDefault("RPATH", List.of())));
    }
  }

  @Test
  void whatIsFoundAndWhatIsMissingIsThatOfLdd() throws IOException {
    List<Path> files = LinkedSystem.files("/usr/bin", "/usr/sbin", "/usr/lib/x86_64-linux-gnu");
    Object[] words = files.stream().map(Path::toString).toArray();
    Map<String, Map<String, @Nullable Object>> answers = new HashMap<>();
    LinkRun.of(words).files().forEach(file -> answers.put(String.valueOf(file.get("path")), file));
    int compared = 0;
    for (Path file : files) {
      String said = LinkedSystem.say("ldd", "-r", file.toString());
      Map<String, @Nullable Object> answer = answers.get(file.toString());
      assertThat(answer).as(file.toString()).isNotNull();
      if (answer == null
          || answer.containsKey("host") // ldd knows no interpreter that loads it
          || said.contains("statically linked")
          || said.contains("not a dynamic executable")) {
        continue;
      }
      compared++;
      Set<String> found = new TreeSet<>();
      Set<String> missing = new TreeSet<>();
      Matcher needs = FOUND.matcher(said);
      while (needs.find()) {
        if (needs.group(2).startsWith("/")) {
          found.add(Path.of(needs.group(2)).toRealPath().toString());
        } else {
          missing.add(needs.group(1));
        }
      }
      Set<String> own = new TreeSet<>();
      Set<String> ownMissing = new TreeSet<>();
      for (Map<String, @Nullable Object> row : LinkRun.rows(answer, "libraries")) {
        String path = String.valueOf(row.get("path"));
        if (path.isEmpty()) {
          ownMissing.add(String.valueOf(row.get("name")));
        } else if (!Long.valueOf(0).equals(row.get("depth"))) {
          own.add(Path.of(path).toRealPath().toString());
        }
      }
      found.removeIf(path -> path.contains("/ld-linux"));
      own.removeIf(path -> path.contains("/ld-linux")); // ldd prints it without an arrow
      assertThat(own).as(file.toString()).isEqualTo(found);
      assertThat(ownMissing).as(file.toString()).isEqualTo(missing);
      Set<String> undefined = new TreeSet<>();
      Matcher symbols = UNDEFINED.matcher(said);
      while (symbols.find()) {
        undefined.add(symbols.group(1));
      }
      Set<String> ownUndefined = new TreeSet<>();
      LinkRun.rows(answer, "findings").stream()
          .filter(finding -> "undefined-symbol".equals(finding.get("id")))
          .flatMap(finding -> dev.fathom.testing.Json.array(finding.get("names")).stream())
          .forEach(name -> ownUndefined.add(String.valueOf(name).replaceFirst("@.*", "")));
      assertThat(ownUndefined).as(file.toString()).isEqualTo(undefined);
    }
    assertThat(compared).as("compared").isPositive();
  }

  /// No false alarm on what is installed and works.
  @Test
  void extensionsOfTheSystemsPythonAndPerlFindAll() throws IOException {
    List<Object> folders = new ArrayList<>();
    try (Stream<Path> all = Files.list(Path.of("/usr/lib"))) {
      all.map(folder -> folder.resolve("lib-dynload"))
          .filter(Files::isDirectory)
          .forEach(folders::add);
    }
    for (String perl :
        List.of("/usr/lib/x86_64-linux-gnu/perl-base/auto", "/usr/lib/x86_64-linux-gnu/perl")) {
      if (Files.isDirectory(Path.of(perl))) {
        folders.add(perl);
      }
    }
    Assumptions.assumeFalse(folders.isEmpty(), "no extensions of Python or Perl here");
    LinkRun run = LinkRun.of(folders.toArray()).assertNothing();
    assertThat(run.files()).hasSizeGreaterThan(20);
    assertThat(run.files().stream().filter(file -> file.containsKey("host")))
        .hasSizeGreaterThan(20);
  }
}
