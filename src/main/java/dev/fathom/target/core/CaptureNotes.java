package dev.fathom.target.core;

import dev.fathom.elf.Note;
import dev.fathom.model.memory.Mapping;
import dev.fathom.model.memory.PageCounters;
import dev.fathom.model.memory.PageRuns;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The notes of a capture: what a core of the kernel does not tell, in notes of the name `FATHOM`.
///
/// All words are little-endian, strings end with a NUL and keep a byte a character.
///
/// | type | of which there may be several | content |
/// |---|---|---|
/// | 1 | no | version, then executable and arguments as strings |
/// | 2 | yes | mappings: 14 words each (start, end, file offset, inode, special, nine counters), and three strings (permissions, device, name) |
/// | 3 | yes | runs of pages: 3 words each (start, end, state as [dev.fathom.os.PageScan] has it) |
/// | 4 | yes | bytes that were given back by MADV_FREE: 2 words a mapping that has some (start, bytes) |
final class CaptureNotes {
  static final String NAME = "FATHOM";

  static final int CAPTURE = 1;
  static final int MAPPINGS = 2;
  static final int PAGES = 3;
  static final int LAZY_FREE = 4;

  /// Changes when the form of these notes does.
  private static final long VERSION = 1;

  /// A note larger than that is split.
  private static final int LARGEST_NOTE_BYTES = 4 << 20;

  private static final int MAPPING_WORDS = 14;
  private static final int RUN_WORDS = 3;
  private static final int LAZY_FREE_WORDS = 2;

  private static final ValueLayout.OfLong LE64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final List<Mapping> mappings = new ArrayList<>();
  private final Map<Long, Long> lazyFree = new HashMap<>();
  private final PageRuns.Builder pages = new PageRuns.Builder();
  private final List<String> words = new ArrayList<>();
  private long version;
  private boolean malformed;
  private long pagesEnd;

  /// A note of which the bytes are made.
  ///
  /// @param bytes read-only
  record Made(int type, ByteBuffer bytes) {}

  /// Looks at a note; those of other names are passed over.
  void add(Note note) {
    if (!note.name().equals(NAME)) {
      return;
    }
    Reader reader = new Reader(note.descriptor());
    switch (note.type()) {
      case CAPTURE -> {
        version = reader.word();
        while (reader.has(1)) {
          words.add(reader.text());
        }
      }
      case MAPPINGS -> {
        while (reader.has(MAPPING_WORDS * Long.BYTES)) {
          addMapping(reader);
        }
      }
      case PAGES -> {
        while (reader.has(RUN_WORDS * Long.BYTES)) {
          addRun(reader.word(), reader.word(), (int) reader.word());
        }
      }
      case LAZY_FREE -> {
        while (reader.has(LAZY_FREE_WORDS * Long.BYTES)) {
          lazyFree.put(reader.word(), reader.word());
        }
      }
      default -> {} // of a later version
    }
  }

  private void addMapping(Reader reader) {
    long start = reader.word();
    long end = reader.word();
    long offset = reader.word();
    long inode = reader.word();
    boolean special = reader.word() != 0;
    PageCounters counters =
        new PageCounters(
            reader.word(),
            reader.word(),
            reader.word(),
            reader.word(),
            reader.word(),
            reader.word(),
            reader.word(),
            reader.word(),
            reader.word(),
            0);
    String permissions = reader.text();
    String device = reader.text();
    String name = reader.text();
    long before = mappings.isEmpty() ? 0 : mappings.getLast().end();
    if (start < before || end <= start || permissions.length() < 4) {
      malformed = true;
      return;
    }
    mappings.add(
        new Mapping(start, end, permissions, offset, device, inode, name, counters, special));
  }

  private void addRun(long start, long end, int state) {
    if (start < pagesEnd || end <= start) {
      malformed = true;
      return;
    }
    pages.add(start, end, state);
    pagesEnd = end;
  }

  /// {@return whether there were any: whether the core is a capture}
  boolean isCapture() {
    return version != 0;
  }

  /// {@return whether another version of Fathom wrote them in a form that is not known}
  boolean isOfLaterVersion() {
    return version != VERSION;
  }

  boolean isMalformed() {
    return malformed || mappings.isEmpty() || words.isEmpty();
  }

  List<Mapping> mappings() {
    return mappings.stream()
        .map(mapping ->
            mapping.with(
                mapping.counters().withLazyFree(lazyFree.getOrDefault(mapping.start(), 0L))))
        .toList();
  }

  PageRuns pages() {
    return pages.build();
  }

  String executable() {
    return words.isEmpty() ? "" : words.getFirst();
  }

  List<String> commandLine() {
    return words.isEmpty() ? List.of() : List.copyOf(words.subList(1, words.size()));
  }

  /// {@return the notes that say this}
  static List<Made> of(
      String executable, List<String> commandLine, List<Mapping> mappings, PageRuns pages) {
    List<Made> notes = new ArrayList<>();
    Writer writer = new Writer(notes, CAPTURE);
    writer.word(VERSION);
    writer.text(executable);
    commandLine.forEach(writer::text);
    writer.finish();
    writer = new Writer(notes, MAPPINGS);
    for (Mapping mapping : mappings) {
      writer.split();
      write(mapping, writer);
    }
    writer.finish();
    writer = new Writer(notes, LAZY_FREE);
    for (Mapping mapping : mappings) {
      if (mapping.counters().lazyFree() > 0) {
        writer.split();
        writer.word(mapping.start());
        writer.word(mapping.counters().lazyFree());
      }
    }
    writer.finish();
    writer = new Writer(notes, PAGES);
    for (int run = 0; run < pages.count(); run++) {
      writer.split();
      writer.word(pages.start(run));
      writer.word(pages.end(run));
      writer.word(pages.state(run));
    }
    writer.finish();
    return notes;
  }

  private static void write(Mapping mapping, Writer writer) {
    PageCounters counters = mapping.counters();
    writer.word(mapping.start());
    writer.word(mapping.end());
    writer.word(mapping.fileOffset());
    writer.word(mapping.inode());
    writer.word(mapping.special() ? 1 : 0);
    writer.word(counters.rss());
    writer.word(counters.pss());
    writer.word(counters.sharedClean());
    writer.word(counters.sharedDirty());
    writer.word(counters.privateClean());
    writer.word(counters.privateDirty());
    writer.word(counters.anonymous());
    writer.word(counters.anonymousHuge());
    writer.word(counters.swap());
    writer.text(mapping.permissions());
    writer.text(mapping.device());
    writer.text(mapping.name());
  }

  /// Takes words and strings out of a note; zeros and nothing behind its end.
  private static final class Reader {
    private final MemorySegment bytes;
    private long at;

    Reader(MemorySegment bytes) {
      this.bytes = bytes;
    }

    boolean has(long count) {
      return at + count <= bytes.byteSize();
    }

    long word() {
      long word = has(Long.BYTES) ? bytes.get(LE64, at) : 0;
      at += Long.BYTES;
      return word;
    }

    String text() {
      long end = at;
      while (end < bytes.byteSize() && bytes.get(ValueLayout.JAVA_BYTE, end) != 0) {
        end++;
      }
      String text =
          end <= at
              ? ""
              : new String(
                  bytes.asSlice(at, end - at).toArray(ValueLayout.JAVA_BYTE),
                  StandardCharsets.ISO_8859_1);
      at = end + 1;
      return text;
    }
  }

  /// Makes notes of one type.
  private static final class Writer {
    private final List<Made> notes;
    private final int type;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Writer(List<Made> notes, int type) {
      this.notes = notes;
      this.type = type;
    }

    void word(long word) {
      bytes.writeBytes(
          ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(word).array());
    }

    void text(String text) {
      bytes.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
      bytes.write(0);
    }

    /// Begins another note if this one is large.
    void split() {
      if (bytes.size() >= LARGEST_NOTE_BYTES) {
        finish();
      }
    }

    void finish() {
      if (bytes.size() > 0) {
        notes.add(new Made(type, ByteBuffer.wrap(bytes.toByteArray()).asReadOnlyBuffer()));
        bytes.reset();
      }
    }
  }
}
