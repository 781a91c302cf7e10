package dev.fathom.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// What `readelf` of the GNU binutils says about the files of this machine, and what we say.
@ParameterizedClass
@MethodSource("files")
class ReadelfTest {
  private static final String LIBRARIES = "/usr/lib/x86_64-linux-gnu/";

  private static final Map<String, Integer> SEGMENT_TYPES =
      Map.of(
          "LOAD", ProgramHeader.PT_LOAD,
          "DYNAMIC", ProgramHeader.PT_DYNAMIC,
          "INTERP", ProgramHeader.PT_INTERP,
          "NOTE", ProgramHeader.PT_NOTE,
          "PHDR", ProgramHeader.PT_PHDR,
          "TLS", ProgramHeader.PT_TLS,
          "GNU_EH_FRAME", ProgramHeader.PT_GNU_EH_FRAME,
          "GNU_STACK", ProgramHeader.PT_GNU_STACK,
          "GNU_RELRO", ProgramHeader.PT_GNU_RELRO,
          "GNU_PROPERTY", ProgramHeader.PT_GNU_PROPERTY);

  private static final Map<String, Integer> SYMBOL_TYPES =
      Map.of(
          "NOTYPE", Symbol.STT_NOTYPE,
          "OBJECT", Symbol.STT_OBJECT,
          "FUNC", Symbol.STT_FUNC,
          "SECTION", Symbol.STT_SECTION,
          "FILE", Symbol.STT_FILE,
          "COMMON", Symbol.STT_COMMON,
          "TLS", Symbol.STT_TLS,
          "IFUNC", Symbol.STT_GNU_IFUNC);

  private static final Map<String, Integer> BINDINGS =
      Map.of(
          "LOCAL", Symbol.STB_LOCAL,
          "GLOBAL", Symbol.STB_GLOBAL,
          "WEAK", Symbol.STB_WEAK,
          "UNIQUE", Symbol.STB_GNU_UNIQUE);

  private static final Map<String, Integer> SECTION_INDICES =
      Map.of("UND", Symbol.SHN_UNDEF, "ABS", Symbol.SHN_ABS, "COM", Symbol.SHN_COMMON);

  private static final Map<String, Integer> SECTION_TYPES =
      Map.of(
          "PROGBITS", Section.SHT_PROGBITS,
          "SYMTAB", Section.SHT_SYMTAB,
          "STRTAB", Section.SHT_STRTAB,
          "NOTE", Section.SHT_NOTE,
          "NOBITS", Section.SHT_NOBITS,
          "DYNSYM", Section.SHT_DYNSYM);

  static Stream<Path> files() {
    return Stream.of(
        Path.of("/bin/ls"),
        Path.of("/usr/bin/python3.11"),
        Path.of(LIBRARIES + "libc.so.6"),
        Path.of(LIBRARIES + "ld-linux-x86-64.so.2"),
        Path.of(LIBRARIES + "libstdc++.so.6"),
        Path.of(LIBRARIES + "libcrypto.so.3"),
        Path.of(LIBRARIES + "crt1.o"),
        Path.of(System.getProperty("java.home"), "bin", "java"),
        Path.of(System.getProperty("java.home"), "lib", "server", "libjvm.so"));
  }

  private final Path file;

  ReadelfTest(Path file) {
    assumeTrue(Files.exists(file), () -> file + " is not there");
    this.file = file;
  }

  @BeforeAll
  static void readelf() throws IOException {
    try {
      new ProcessBuilder("readelf", "--version").start().destroy();
    } catch (IOException e) {
      assumeTrue(false, "readelf is not installed");
    }
  }

  @Test
  void segments() throws Exception {
    Pattern line =
        Pattern.compile(
            "  (\\S+) +0x(\\w+) 0x(\\w+) 0x\\w+ 0x(\\w+) 0x(\\w+) ([R ][W ][E ]) 0x(\\w+)");
    List<ProgramHeader> expected =
        readelf("-lW", line)
            .map(found ->
                new ProgramHeader(
                    known(SEGMENT_TYPES, found.group(1)),
                    flags(found.group(6)),
                    hex(found.group(2)),
                    hex(found.group(3)),
                    hex(found.group(4)),
                    hex(found.group(5)),
                    hex(found.group(7))))
            .toList();
    try (ElfImage image = ElfImage.open(file)) {
      assertThat(image.programHeaders()).isEqualTo(expected);
    }
  }

  @Test
  void sections() throws Exception {
    Pattern line =
        Pattern.compile(
            "  \\[ *\\d+\\] (\\S*) +([A-Z_]+) +([0-9a-f]{16}) (\\w+) (\\w+) (\\w+) +([a-zA-Z]*)"
                + " +(\\d+) +(\\d+) +(\\d+)");
    List<MatchResult> expected = readelf("-SW", line).toList();
    try (ElfImage image = ElfImage.open(file)) {
      List<Section> sections = image.sections();
      assertThat(sections).hasSameSizeAs(expected);
      for (int i = 0; i < sections.size(); i++) {
        Section section = sections.get(i);
        MatchResult found = expected.get(i);
        Integer type = SECTION_TYPES.get(found.group(2));
        assertThat(section)
            .isEqualTo(
                new Section(
                    found.group(1),
                    type == null ? section.type() : type,
                    section.flags(),
                    hex(found.group(3)),
                    hex(found.group(4)),
                    hex(found.group(5)),
                    Integer.parseInt(found.group(8)),
                    Integer.parseInt(found.group(9)),
                    Long.parseLong(found.group(10)),
                    hex(found.group(6))));
        assertThat((section.flags() & Section.SHF_WRITE) != 0)
            .isEqualTo(found.group(7).contains("W"));
        assertThat((section.flags() & Section.SHF_ALLOC) != 0)
            .isEqualTo(found.group(7).contains("A"));
        assertThat((section.flags() & Section.SHF_EXECINSTR) != 0)
            .isEqualTo(found.group(7).contains("X"));
        assertThat((section.flags() & Section.SHF_TLS) != 0)
            .isEqualTo(found.group(7).contains("T"));
      }
      assertThat(image.isStripped())
          .isEqualTo(expected.stream().noneMatch(found -> found.group(2).equals("SYMTAB")));
    }
  }

  @Test
  void symbols() throws Exception {
    Pattern line =
        Pattern.compile(
            " *(\\d+): (\\w{16}) +(\\w+) (\\w+) +(\\w+) +\\w+ +(?:\\[.*\\] +)?(\\w+) ?([^@ ]*).*");
    List<Symbol> expected =
        readelf("-sW", line)
            .filter(found -> !found.group(1).equals("0"))
            .map(ReadelfTest::symbol)
            .toList();
    for (ElfImage image : List.of(ElfImage.open(file), ElfImage.openUnmapped(file))) {
      try (image) {
        List<Symbol> symbols = new ArrayList<>();
        image.forEachSymbol(SymbolTable.DYNAMIC, symbols::add);
        image.forEachSymbol(SymbolTable.FULL, symbols::add);
        assertThat(symbols.stream().map(ReadelfTest::plain).toList()).isEqualTo(expected);
      }
    }
  }

  @Test
  void buildIdAndDynamicSection() throws Exception {
    Optional<String> buildId =
        readelf("-nW", Pattern.compile(".*Build ID: (\\w+)")).map(f -> f.group(1)).findFirst();
    List<String> needed =
        readelf("-dW", Pattern.compile(".*\\(NEEDED\\).*\\[(.*)\\]")).map(f -> f.group(1)).toList();
    Optional<String> soname =
        readelf("-dW", Pattern.compile(".*\\(SONAME\\).*\\[(.*)\\]"))
            .map(f -> f.group(1))
            .findFirst();
    Optional<String> interpreter =
        readelf("-lW", Pattern.compile(".*program interpreter: (.*)\\]"))
            .map(f -> f.group(1))
            .findFirst();
    try (Arena arena = Arena.ofConfined();
        FileChannel channel = FileChannel.open(file)) {
      MemorySegment bytes = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
      ElfImage image = ElfImage.of(bytes, file.toString());
      assertThat(image.buildId()).isEqualTo(buildId);
      assertThat(image.needed()).isEqualTo(needed);
      assertThat(image.soname()).isEqualTo(soname);
      assertThat(image.interpreter()).isEqualTo(interpreter);
    }
  }

  @Test
  void lookupByHashFindsWhatAWalkFindsFirst() throws Exception {
    try (ElfImage image = ElfImage.open(file)) {
      Map<String, Symbol> dynamic = firstDefined(image, SymbolTable.DYNAMIC);
      for (Symbol symbol : dynamic.values()) {
        assertThat(image.symbol(symbol.name())).contains(symbol);
      }
      // A walk for each symbol that only the full table has would take too long in a large library.
      firstDefined(image, SymbolTable.FULL).values().stream()
          .filter(symbol -> !dynamic.containsKey(symbol.name()))
          .limit(100)
          .forEach(symbol -> assertThat(found(image, symbol.name())).isEqualTo(symbol));
      assertThat(image.symbol("no_such_symbol_anywhere")).isEmpty();
    }
  }

  private static Map<String, Symbol> firstDefined(ElfImage image, SymbolTable table)
      throws ElfFormatException {
    Map<String, Symbol> first = new LinkedHashMap<>();
    image.forEachSymbol(
        table,
        symbol -> {
          if (symbol.isDefined() && !symbol.name().isEmpty()) {
            first.putIfAbsent(symbol.name(), symbol);
          }
        });
    return first;
  }

  private static Symbol found(ElfImage image, String name) {
    try {
      return image.symbol(name).orElseThrow();
    } catch (ElfFormatException e) {
      throw new AssertionError(e);
    }
  }

  private static Symbol symbol(MatchResult found) {
    String type = found.group(4);
    String section = found.group(6);
    Integer special = SECTION_INDICES.get(section);
    return new Symbol(
        type.equals("SECTION") ? "" : found.group(7),
        hex(found.group(2)),
        Long.decode(found.group(3)),
        known(SYMBOL_TYPES, type),
        known(BINDINGS, found.group(5)),
        special == null ? Integer.parseInt(section) : special);
  }

  /// `readelf` shows names of sections where symbols have none, and versions that are not in the
  /// name.
  private static Symbol plain(Symbol symbol) {
    int version = symbol.name().indexOf('@');
    return new Symbol(
        symbol.type() == Symbol.STT_SECTION
            ? ""
            : version < 0 ? symbol.name() : symbol.name().substring(0, version),
        symbol.value(),
        symbol.size(),
        symbol.type(),
        symbol.binding(),
        symbol.sectionIndex());
  }

  private Stream<MatchResult> readelf(String option, Pattern line) {
    try {
      Process process =
          new ProcessBuilder("readelf", option, file.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (var lines = process.inputReader()) {
        return lines.lines().toList().stream()
            .map(line::matcher)
            .filter(matcher -> matcher.matches())
            .map(matcher -> matcher.toMatchResult());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int known(Map<String, Integer> numbers, String name) {
    return Objects.requireNonNull(numbers.get(name), name);
  }

  private static int flags(String shown) {
    return (shown.contains("R") ? ProgramHeader.PF_R : 0)
        | (shown.contains("W") ? ProgramHeader.PF_W : 0)
        | (shown.contains("E") ? ProgramHeader.PF_X : 0);
  }

  private static long hex(String digits) {
    return Long.parseUnsignedLong(digits, 16);
  }
}
