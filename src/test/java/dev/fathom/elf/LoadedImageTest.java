package dev.fathom.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Images in memory: laid out here as a loader would, and as the loader of this process did.
class LoadedImageTest {
  private static final long BASE = 0x7f12_3450_0000L;
  private static final int PAGE = 4096;

  static Stream<Path> libraries() {
    return Stream.of(
        Path.of("/usr/lib/x86_64-linux-gnu/libc.so.6"),
        Path.of("/usr/lib/x86_64-linux-gnu/libstdc++.so.6"),
        Path.of("/usr/bin/python3.11"),
        Path.of("/bin/ls"));
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void saysWhatTheFileSays(Path file) throws IOException {
    assumeTrue(Files.exists(file), () -> file + " is not there");
    try (ElfImage onDisk = ElfImage.open(file)) {
      long origin = onDisk.loads().getFirst().virtualAddress();
      long base = onDisk.type() == ElfType.EXECUTABLE ? origin : BASE;
      ElfImage loaded = ElfImage.ofMemory(loaded(Files.readAllBytes(file), base), base, "loaded");

      assertThat(loaded.programHeaders()).isEqualTo(onDisk.programHeaders());
      assertThat(loaded.buildId()).isEqualTo(onDisk.buildId()).isPresent();
      assertThat(loaded.soname()).isEqualTo(onDisk.soname());
      assertThat(loaded.needed()).isEqualTo(onDisk.needed());
      assertThat(loaded.interpreter()).isEqualTo(onDisk.interpreter());
      assertThat(loaded.sections()).isEmpty();
      List<Symbol> symbols = symbols(loaded);
      assertThat(symbols).isEqualTo(symbols(onDisk)).isNotEmpty();
      for (Symbol symbol : symbols) {
        assertThat(loaded.symbol(symbol.name())).isEqualTo(onDisk.symbol(symbol.name()));
      }
    }
  }

  @Test
  void pointersOfTheDynamicSectionMayBeRelocated() throws Exception {
    byte[] bytes = new TinyElf().bytes();
    ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    List<Long> pointers = List.of(4L, 5L, 6L, TinyElf.TAG_GNU_HASH);
    for (int at = TinyElf.DYNAMIC; words.getLong(at) != 0; at += 16) {
      if (pointers.contains(words.getLong(at))) {
        words.putLong(at + 8, words.getLong(at + 8) + BASE);
      }
    }
    ElfImage image = ElfImage.ofMemory(loaded(bytes, BASE), BASE, "tiny");
    assertThat(image.symbol("second").orElseThrow().value()).isEqualTo(0x1600);
    assertThat(image.soname()).contains("libtiny.so");
    assertThat(image.nearestSymbol(0x1505).orElseThrow().name()).isEqualTo("first");
  }

  @Test
  void pagesThatAreMissingAreSaidToBe() throws Exception {
    byte[] bytes = new TinyElf().bytes();
    ImageReader whole = loaded(bytes, BASE);
    ImageReader firstPage =
        (address, into) ->
            address - BASE >= 0x1000 ? 0 : Math.min(whole.read(address, into), 0x1000);

    ElfImage image = ElfImage.ofMemory(firstPage, BASE, "tiny");

    assertThat(image.buildId()).contains(TinyElf.BUILD_ID);
    assertThatThrownBy(image::soname)
        .isInstanceOf(ElfFormatException.class)
        .hasMessage("tiny: offset 0x1400: cannot be read");
    assertThatThrownBy(() -> ElfImage.ofMemory((address, into) -> 0, BASE, "nothing"))
        .isInstanceOf(ElfFormatException.class)
        .hasMessage("nothing: offset 0x0: cannot be read");
  }

  @Test
  void theLibraryThatThisProcessRuns() throws IOException {
    Mapping lowest = lowestMapping("/libc.so.6");
    Linker linker = Linker.nativeLinker();
    SymbolLookup loader = linker.defaultLookup();
    try (ElfImage file = ElfImage.open(Path.of(lowest.name()));
        FileChannel memory = FileChannel.open(Path.of("/proc/self/mem"))) {
      ElfImage loaded = ElfImage.ofMemory(reader(memory), lowest.start(), "libc in memory");
      long bias = file.loadBias(lowest.start(), lowest.fileOffset()).orElseThrow();
      assertThat(loaded.loadBias(lowest.start(), lowest.fileOffset())).hasValue(bias);
      for (String name : List.of("getpid", "qsort", "malloc", "environ")) {
        long value = loader.findOrThrow(name).address() - bias;
        assertThat(file.symbol(name).orElseThrow().value()).as(name).isEqualTo(value);
        assertThat(loaded.symbol(name)).isEqualTo(file.symbol(name));
        assertThat(file.nearestSymbol(value + 1).orElseThrow().value()).isEqualTo(value);
      }
      assertThat(loaded.buildId()).isEqualTo(file.buildId());
      assertThat(loaded.needed()).isEqualTo(file.needed());
    }
  }

  @Test
  void theLibraryThatTheKernelProvides() throws IOException {
    Mapping mapping = lowestMapping("[vdso]");
    try (FileChannel memory = FileChannel.open(Path.of("/proc/self/mem"))) {
      ElfImage image = ElfImage.ofMemory(reader(memory), mapping.start(), "vdso");
      assertThat(image.soname()).contains("linux-vdso.so.1");
      assertThat(image.symbol("__vdso_clock_gettime")).isPresent();
    }
  }

  private record Mapping(long start, long fileOffset, String name) {}

  private static Mapping lowestMapping(String nameEnd) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
      String line = lines.filter(l -> l.endsWith(nameEnd)).findFirst().orElse("");
      assumeTrue(!line.isEmpty(), () -> "this process has no " + nameEnd);
      String[] fields = line.split(" +", 6);
      long start = Long.parseUnsignedLong(fields[0].substring(0, fields[0].indexOf('-')), 16);
      return new Mapping(start, Long.parseLong(fields[2], 16), fields[5]);
    }
  }

  private static ImageReader reader(FileChannel memory) {
    return (address, into) -> {
      try {
        return Math.max(0, memory.read(into.asByteBuffer(), address));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  /// Lays out a file as a loader does: whole pages of it, and zeros behind them.
  private static ImageReader loaded(byte[] file, long base) throws ElfFormatException {
    List<ProgramHeader> loads = ElfImage.of(MemorySegment.ofArray(file), "file").loads();
    long origin = loads.getFirst().virtualAddress();
    byte[] memory = new byte[(int) (loads.getLast().addresses().end() - origin)];
    for (ProgramHeader load : loads) {
      int before = (int) load.offset() % PAGE;
      int from = (int) load.offset() - before;
      int to = (int) (load.virtualAddress() - origin) - before;
      System.arraycopy(file, from, memory, to, before + (int) load.fileSize());
    }
    MemorySegment bytes = MemorySegment.ofArray(memory);
    return (address, into) -> {
      long count = Math.clamp(base + bytes.byteSize() - address, 0, into.byteSize());
      MemorySegment.copy(bytes, address - base, into, 0, count);
      return count;
    };
  }

  private static List<Symbol> symbols(ElfImage image) throws ElfFormatException {
    List<Symbol> symbols = new ArrayList<>();
    image.forEachSymbol(SymbolTable.DYNAMIC, symbols::add);
    return symbols;
  }
}
