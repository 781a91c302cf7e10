package dev.fathom.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is in a library that was written for this test.
class ElfImageTest {
  private static final int SECTION_LINK_FIELD = 40;
  private static final int SECTION_INFO_FIELD = 44;
  private static final int SECTION_SIZE_FIELD = 32;

  @Test
  void headerAndSegments() throws Exception {
    try (ElfImage image = new TinyElf().open()) {
      assertThat(image.type()).isEqualTo(ElfType.SHARED);
      assertThat(image.identity().machineName()).isEqualTo("x86-64");
      assertThat(image.programHeaders()).hasSize(6);
      assertThat(image.loads())
          .extracting(ProgramHeader::isReadable, ProgramHeader::isWritable)
          .containsExactly(tuple(true, false), tuple(true, true));
      assertThat(image.loads().getFirst().isExecutable()).isTrue();
      assertThat(image.relro()).contains(new AddressRange(0x1400, 0x1480));
      assertThat(image.interpreter()).contains("/lib/tiny-loader.so");
    }
  }

  @Test
  void dynamicSectionAndNotes() throws Exception {
    try (ElfImage image = new TinyElf().open()) {
      assertThat(image.soname()).contains("libtiny.so");
      assertThat(image.needed()).containsExactly("libother.so");
      assertThat(image.buildId()).contains(TinyElf.BUILD_ID);
      assertThat(image.note("CORE", 1)).isEmpty();
    }
  }

  @Test
  void sections() throws Exception {
    try (ElfImage image = new TinyElf().open()) {
      assertThat(image.sections())
          .extracting(Section::name)
          .containsExactly(
              "", ".dynsym", ".dynstr", ".symtab", ".strtab", ".shstrtab", ".note.gnu.build-id");
      assertThat(image.section(".dynsym").orElseThrow().entrySize()).isEqualTo(24);
      assertThat(image.section(".text")).isEmpty();
      assertThat(image.isStripped()).isFalse();
    }
  }

  @Test
  void symbolsByNameWhateverTheHashTable() throws Exception {
    List<TinyElf> variants =
        List.of(
            new TinyElf(),
            new TinyElf().without(TinyElf.TAG_GNU_HASH),
            new TinyElf().without(TinyElf.TAG_GNU_HASH).without(TinyElf.TAG_SYSTEM_V_HASH));
    for (TinyElf variant : variants) {
      try (ElfImage image = variant.open()) {
        assertThat(image.symbol("second"))
            .contains(new Symbol("second", 0x1600, 8, Symbol.STT_OBJECT, Symbol.STB_GLOBAL, 1));
        assertThat(image.symbol("inner").orElseThrow().binding()).isEqualTo(Symbol.STB_LOCAL);
        assertThat(image.symbol("private").orElseThrow().value()).isEqualTo(0x1700);
        assertThat(image.symbol("wanted")).as("only wanted from others").isEmpty();
        assertThat(image.symbol("firs")).isEmpty();
        assertThat(image.symbol("")).isEmpty();
        assertThat(names(image, SymbolTable.DYNAMIC)).containsExactly("wanted", "first", "second");
        assertThat(names(image, SymbolTable.FULL)).containsExactly("inner", "first", "private");
      }
    }
  }

  @Test
  void withoutSectionsTheHashTableCountsTheSymbols() throws Exception {
    for (long tag : new long[] {TinyElf.TAG_GNU_HASH, TinyElf.TAG_SYSTEM_V_HASH}) {
      TinyElf bare = new TinyElf().without(tag).withLong(TinyElf.SECTION_OFFSET_FIELD, 0);
      try (ElfImage image = bare.open()) {
        assertThat(image.isStripped()).isTrue();
        assertThat(names(image, SymbolTable.DYNAMIC)).containsExactly("wanted", "first", "second");
        assertThat(image.buildId()).contains(TinyElf.BUILD_ID);
        assertThat(image.symbol("inner")).isEmpty();
      }
    }
  }

  @Test
  void nearestSymbolPrefersNamesThatOthersCanSee() throws Exception {
    try (ElfImage image = new TinyElf().open()) {
      Symbol first = image.nearestSymbol(0x150f).orElseThrow();
      assertThat(first.name()).isEqualTo("first");
      assertThat(first.covers(0x150f)).isTrue();
      assertThat(first.covers(0x1510)).isFalse();
      assertThat(image.nearestSymbol(0x14ff)).isEmpty();
      assertThat(image.nearestSymbol(-1).orElseThrow().name()).isEqualTo("private");
    }
  }

  @Test
  void loadBias() throws Exception {
    try (ElfImage image = new TinyElf().open()) {
      assertThat(image.loadBias(0x7f00_0000_0000L, 0)).hasValue(0x7f00_0000_0000L);
      assertThat(image.loadBias(0x7f00_0000_0000L, 0x4000)).isEmpty();
    }
    // Spread over the file, the two loads have pages of their own.
    int secondLoad = TinyElf.SEGMENTS + TinyElf.SEGMENT_BYTES;
    TinyElf spread =
        new TinyElf().withLong(secondLoad + 8, 0x5400).withLong(secondLoad + 16, 0x7400);
    spread.withLong(secondLoad + 32, 0x2000);
    try (ElfImage image = spread.open()) {
      assertThat(image.loadBias(0x7f00_0000_7000L, 0x5000)).hasValue(0x7f00_0000_0000L);
      assertThat(image.loadBias(0x7f00_0000_8000L, 0x6000))
          .as("a mapping that was split after its first page")
          .hasValue(0x7f00_0000_0000L);
    }
    int typeField = 0x10;
    try (ElfImage image = new TinyElf().withShort(typeField, 2).open()) {
      assertThat(image.loadBias(0x40_0000, 0)).isEqualTo(OptionalLong.of(0));
    }
  }

  @Test
  void countsThatDoNotFitStandInTheFirstSection() throws Exception {
    TinyElf extended =
        new TinyElf()
            .withShort(TinyElf.SEGMENT_COUNT_FIELD, 0xffff)
            .withShort(TinyElf.SECTION_COUNT_FIELD, 0)
            .withShort(TinyElf.SECTION_COUNT_FIELD + 2, 0xffff)
            .withInt(TinyElf.SECTIONS + SECTION_INFO_FIELD, 6)
            .withLong(TinyElf.SECTIONS + SECTION_SIZE_FIELD, 7)
            .withInt(TinyElf.SECTIONS + SECTION_LINK_FIELD, 5);
    try (ElfImage image = extended.open()) {
      assertThat(image.programHeaders()).hasSize(6);
      assertThat(image.section(".symtab")).isPresent();
    }
  }

  @Test
  void problemsAreOneLineWithNameAndOffset() {
    assertThatThrownBy(() -> new TinyElf().withShort(TinyElf.SEGMENT_COUNT_FIELD, 0xfffe).open())
        .isInstanceOf(ElfFormatException.class)
        .hasMessage("tiny: offset 0x40: 3669904 bytes end outside the image");
    assertThatThrownBy(() -> new TinyElf().withLong(TinyElf.GNU_HASH + 8, 3).open().symbol("x"))
        .isInstanceOfSatisfying(
            ElfFormatException.class,
            problem -> assertThat(problem.offset()).isEqualTo(TinyElf.GNU_HASH + 8));
  }

  @Test
  void filesThatAreNoImages(@TempDir Path directory) throws IOException {
    Path empty = Files.createFile(directory.resolve("empty"));
    Path text =
        Files.writeString(directory.resolve("text"), "#!/bin/sh\necho not an image at all\n");
    for (Path file : List.of(empty, text, directory, Path.of("/dev/zero"))) {
      assertThatThrownBy(() -> ElfImage.open(file))
          .isInstanceOf(ElfFormatException.class)
          .hasMessageStartingWith(file + ": offset 0x0: not an ELF file");
      assertThatThrownBy(() -> ElfImage.openUnmapped(file)).isInstanceOf(ElfFormatException.class);
      assertThatThrownBy(() -> ElfIdentity.read(file)).isInstanceOf(ElfFormatException.class);
    }
    assertThatThrownBy(() -> ElfImage.open(directory.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void anUnmappedFileMayShrink(@TempDir Path directory) throws IOException {
    Path file = Files.write(directory.resolve("tiny"), new TinyElf().bytes());
    try (ElfImage image = ElfImage.openUnmapped(file)) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(TinyElf.DYNAMIC);
      }
      assertThatThrownBy(image::soname)
          .isInstanceOf(ElfFormatException.class)
          .hasMessageEndingWith("offset 0x400: cannot be read");
    }
  }

  static List<String> names(ElfImage image, SymbolTable table) throws ElfFormatException {
    List<String> names = new ArrayList<>();
    image.forEachSymbol(table, symbol -> names.add(symbol.name()));
    return names;
  }
}
