package dev.fathom.lab.linker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.lab.linker.LinkedImage.Kind;
import dev.fathom.testing.RealTools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The model's link editor says what the real one says.
final class LinkEditorTest {
  private static final int PAGE = 100;
  private static final int MOST = 100;
  private static final int NAMES = 9;
  private static final int PROGRAMS = 25;
  private static final Pattern UNDEFINED = Pattern.compile("undefined reference to [`'](\\w+)'");
  private static final Pattern MULTIPLE = Pattern.compile("multiple definition of [`'](\\w+)'");

  /// Random objects, archives and shared libraries in random order, given to both.
  @Test
  void agreesWithTheRealOne(@TempDir Path folder) throws IOException {
    RealTools tools = new RealTools(folder);
    tools.require("as", "ar", "ld");
    int linked = 0;
    int undefined = 0;
    int multiple = 0;
    for (int seed = 0; seed < PROGRAMS; seed++) {
      CommandLine line = new CommandLine(new Random(seed), tools, "s" + seed + "_");
      LinkResult model = LinkEditor.link(Kind.DYNAMIC, "prog", "", line.inputs, PAGE, MOST);
      List<String> command = new ArrayList<>(List.of("ld", "-o", "prog", "-e", "f0"));
      command.addAll(line.files);
      RealTools.Result real = tools.run(Map.of(), command);
      String place = "seed " + seed + ": " + command + "\n" + real.printed();
      assertThat(names(model, "undefined reference")).as(place).isEqualTo(in(UNDEFINED, real));
      assertThat(names(model, "multiple definition")).as(place).isEqualTo(in(MULTIPLE, real));
      assertThat(model.image().isPresent()).as(place).isEqualTo(real.code() == 0);
      linked += model.image().isPresent() ? 1 : 0;
      undefined += in(UNDEFINED, real).isEmpty() ? 0 : 1;
      multiple += in(MULTIPLE, real).isEmpty() ? 0 : 1;
    }
    assertThat(List.of(linked, undefined, multiple)).allMatch(count -> count >= 2);
  }

  private static Set<String> names(LinkResult result, String kind) {
    return result.errors().stream()
        .filter(error -> error.kind().equals(kind))
        .map(LinkError::subject)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> in(Pattern pattern, RealTools.Result real) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = pattern.matcher(real.printed());
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }

  @Test
  void archivesThatNeedEachOtherAreNamedTwice() {
    Archive one = new Archive("libone.a", List.of(object("a.o", "a", "b"), object("c.o", "c", "")));
    Archive other = new Archive("libother.a", List.of(object("b.o", "b", "c")));
    ObjectFile main = object("main.o", "main", "a");
    assertThat(link(Kind.STATIC, main, one, other).errors())
        .containsExactly(
            new LinkError.UndefinedReference(
                "b.o", "c", " (libone.a defines it, but was passed before it was needed)"));
    assertThat(link(Kind.STATIC, main, one, other, one).errors()).isEmpty();
  }

  @Test
  void aStaticLinkTakesNoSharedLibrary() {
    LinkResult library =
        LinkEditor.link(
            Kind.SHARED, "libc.so", "libc.so.6", List.of(object("c.o", "f", "")), PAGE, MOST);
    LinkResult result =
        link(Kind.STATIC, object("main.o", "main", "f"), library.image().orElseThrow());
    assertThat(result.errors()).contains(new LinkError.StaticLinkOfShared("libc.so"));
  }

  /// A library may be linked though something is missing: it is looked up when it runs.
  @Test
  void aSharedLibraryMayLackNames() {
    LinkResult result =
        LinkEditor.link(
            Kind.SHARED,
            "module.so",
            "module.so",
            List.of(object("m.o", "init", "gone")),
            PAGE,
            MOST);
    assertThat(result.image().orElseThrow().imports())
        .containsExactly(new LinkedImage.Import("gone", "", ""));
  }

  @Test
  void codeIsWhereTheLayoutSaysItIs() {
    LinkedImage image =
        link(Kind.STATIC, object("main.o", "main", "f"), object("f.o", "f", ""))
            .image()
            .orElseThrow();
    assertThat(image.codePages()).isEqualTo(1);
    assertThat(image.dataPages()).isZero();
    byte[] contents = image.contents(PAGE);
    image
        .parts()
        .forEach(part ->
            assertThat(contents[part.offset()])
                .isEqualTo((byte) (image.parts().indexOf(part) + 1)));
    assertThat(image.definition("f", "").orElseThrow().offset()).isEqualTo(30);
    assertThat(contents[30]).isEqualTo((byte) 2);
    assertThat(contents[60]).isZero();
  }

  private static LinkResult link(Kind kind, LinkerInput... inputs) {
    return LinkEditor.link(kind, "prog", "", List.of(inputs), PAGE, MOST);
  }

  private static ObjectFile object(String name, String defined, String needed) {
    return new ObjectFile(
        name,
        30,
        0,
        List.of(LinkedSymbol.parse(defined)),
        needed.isEmpty() ? List.of() : List.of(needed));
  }

  /// A random command line, for the model and as files.
  private static final class CommandLine {
    private final Random random;
    private final RealTools tools;
    private final String prefix;
    private final List<LinkerInput> inputs = new ArrayList<>();
    private final List<String> files = new ArrayList<>();
    private int objects;

    private CommandLine(Random random, RealTools tools, String prefix) throws IOException {
      this.random = random;
      this.tools = tools;
      this.prefix = prefix;
      int length = 2 + random.nextInt(4);
      int first = random.nextInt(length);
      for (int i = 0; i < length; i++) {
        switch (i == first ? 0 : random.nextInt(5)) {
          case 0 -> add(object(i == first ? "f0" : "", true));
          case 1 -> library();
          default -> archive();
        }
      }
    }

    private void add(ObjectFile object) {
      inputs.add(object);
      files.add(object.name());
    }

    private void archive() throws IOException {
      List<ObjectFile> members = new ArrayList<>();
      int count = 1 + random.nextInt(4);
      for (int i = 0; i < count; i++) {
        members.add(object("", true));
      }
      String name = prefix + "lib" + inputs.size() + ".a";
      List<String> command = new ArrayList<>(List.of("ar", "rcs", name));
      members.forEach(member -> command.add(member.name()));
      tools.make(command.toArray(String[]::new));
      inputs.add(new Archive(name, members));
      files.add(name);
    }

    private void library() throws IOException {
      ObjectFile object = object("", false);
      String name = prefix + "lib" + inputs.size() + ".so";
      tools.make("ld", "-shared", "-o", name, object.name());
      inputs.add(
          LinkEditor.link(Kind.SHARED, name, name, List.of(object), PAGE, MOST)
              .image()
              .orElseThrow());
      files.add(name);
    }

    private ObjectFile object(String mustDefine, boolean needs) throws IOException {
      Set<String> defined = new TreeSet<>();
      if (!mustDefine.isEmpty()) {
        defined.add(mustDefine);
      }
      int count = 1 + random.nextInt(2);
      while (defined.size() < count) {
        defined.add("f" + (1 + random.nextInt(NAMES)));
      }
      Set<String> needed = new HashSet<>();
      int wanted = needs ? random.nextInt(3) : 0;
      for (int i = 0; i < wanted; i++) {
        needed.add("f" + (1 + random.nextInt(NAMES)));
      }
      needed.removeAll(defined);
      String name = prefix + objects + ".o";
      objects++;
      StringBuilder source = new StringBuilder(".text\n");
      defined.forEach(each ->
          source.append(".globl %s\n.type %s,@function\n%s: nop\n".formatted(each, each, each)));
      needed.forEach(each -> source.append("call ").append(each).append("@PLT\n"));
      source.append(".section .note.GNU-stack,\"\",@progbits\n");
      tools.write(name + ".s", source.toString());
      tools.make("as", "-o", name, name + ".s");
      return new ObjectFile(
          name, 10, 0, defined.stream().map(LinkedSymbol::parse).toList(), List.copyOf(needed));
    }
  }
}
