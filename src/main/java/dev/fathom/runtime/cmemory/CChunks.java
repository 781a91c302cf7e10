package dev.fathom.runtime.cmemory;

import dev.fathom.model.object.EdgeKind;
import dev.fathom.model.object.InstanceLayout;
import dev.fathom.model.object.ObjectList;
import dev.fathom.model.object.PlainMemory;
import dev.fathom.runtime.ChunkWords;
import dev.fathom.runtime.Contents;
import dev.fathom.runtime.RangeWords;
import dev.fathom.runtime.ReferenceSink;
import dev.fathom.runtime.Runtime;
import dev.fathom.runtime.RuntimeSink;
import dev.fathom.runtime.TypeSink;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/// The chunks of C memory during one hold, and which words in them look like addresses; afterwards,
/// what each of these leads to.
final class CChunks implements Runtime.Instance {
  /// What stands so near to the beginning of a chunk is told as a field of a structure, what stands
  /// further away as an item of a table.
  private static final int FIELDS = 32;

  // In free chunks of glibc (`malloc/malloc.c`, `struct malloc_chunk`) the first two words lead to
  // others, of large ones two more; they are left over in what is handed out again.
  private static final int LINKS = 2;
  private static final int LINKS_OF_LARGE = 4;
  private static final long LARGE_BYTES = 1024 - 2 * Long.BYTES;
  private static final long CHUNK_ALIGNMENT = 16;

  /// The type of a chunk that is of no class.
  static final int CHUNK = 0;

  private static final List<InstanceLayout.Field> WORDS =
      IntStream.range(0, FIELDS).mapToObj(CChunks::field).toList();
  private static final InstanceLayout.Field VIRTUAL_FUNCTIONS =
      new InstanceLayout.Field("vtable", "", 0, Long.BYTES, InstanceLayout.Kind.HEADER);

  private final ChunkWords seen;
  private final ClassNames classes;

  CChunks(Target target, Words memory) {
    this.seen = new ChunkWords(target);
    this.classes = new ClassNames(target, memory);
  }

  private static InstanceLayout layout(List<InstanceLayout.Field> fields) {
    return new InstanceLayout("", fields, (long) FIELDS * Long.BYTES, "…", 0, 0, true);
  }

  private static InstanceLayout.Field field(int number) {
    long offset = (long) number * Long.BYTES;
    String name = "+0x" + Long.toHexString(offset);
    return new InstanceLayout.Field(name, name, offset, Long.BYTES, InstanceLayout.Kind.WORD);
  }

  @Override
  public Runtime.Walk walk(Words words, RuntimeSink sink) {
    return new CMemoryWalk(this, classes, seen.another(), sink);
  }

  /// Takes over what was seen in a stretch that lies above all those before.
  void join(ChunkWords above) {
    seen.append(above);
  }

  @Override
  public void finish(TypeSink sink) {
    sink.type(CHUNK, 0, "", PlainMemory.CHUNK.type());
    sink.layout(CHUNK, layout(WORDS));
    List<InstanceLayout.Field> ofClasses = new ArrayList<>(WORDS);
    ofClasses.set(0, VIRTUAL_FUNCTIONS);
    for (int type = 1; type <= classes.found().size(); type++) {
      ClassNames.Found found = classes.found().get(type - 1);
      sink.type(type, found.table(), "", found.name());
      sink.layout(type, layout(ofClasses));
    }
    if (seen.contents().isFull()) {
      sink.violation("more pointers than are kept", seen.lowest());
    }
  }

  @Override
  public void kept(long from, long until, LongConsumer listener) {
    // All that is live is an object here.
  }

  @Override
  public boolean isHeldByAnyAddressInside() {
    return true;
  }

  @Override
  public void references(ObjectList objects, ReferenceSink references, TypeSink sink) {
    Contents contents = seen.contents();
    int[] fields = new int[FIELDS];
    for (int field = 0; field < FIELDS; field++) {
      fields[field] = references.field(WORDS.get(field).reference());
    }
    int chunks = Math.min(contents.chunks(), objects.count());
    for (int chunk = 0; chunk < chunks; chunk++) {
      references.from(chunk);
      RangeWords ranges = new RangeWords(references::endsAt);
      int links = objects.shallow(chunk) < LARGE_BYTES ? LINKS : LINKS_OF_LARGE;
      for (int word = contents.first(chunk); word < contents.first(chunk + 1); word++) {
        long place = contents.place(word);
        int of = chunk;
        int at = word;
        if (ranges.isEnd(place, contents.address(word), words -> beside(contents, of, at, words))) {
          continue;
        }
        boolean field = place < FIELDS;
        references.edgeInto(
            contents.address(word),
            field ? EdgeKind.FIELD : EdgeKind.INDEX,
            field ? fields[(int) place] : place,
            place < links && isLink(contents, chunk, word));
      }
    }
  }

  /// Whether a word may be a link that was left over: those come in pairs, there and back.
  private static boolean isLink(Contents contents, int chunk, int word) {
    long partner = beside(contents, chunk, word, contents.place(word) % 2 == 0 ? 1 : -1);
    return partner != 0 && (partner | contents.address(word)) % CHUNK_ALIGNMENT == 0;
  }

  /// {@return the address that stands some words further on in a chunk; 0 where none does}
  private static long beside(Contents contents, int chunk, int word, int words) {
    long place = contents.place(word) + words;
    for (int at = word + words; at != word; at -= Integer.signum(words)) {
      if (at >= contents.first(chunk)
          && at < contents.first(chunk + 1)
          && contents.place(at) == place) {
        return contents.address(at);
      }
    }
    return 0;
  }
}
