package dev.fathom.analysis.owners;

import dev.fathom.model.Cursor;
import dev.fathom.model.Findings;
import dev.fathom.model.memory.BlockState;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.model.object.BufferTable;
import dev.fathom.model.object.EdgeKind;
import dev.fathom.model.object.EdgeTable;
import dev.fathom.model.object.InstanceLayout;
import dev.fathom.model.object.References;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// One object taken apart: what the piece of memory that holds it consists of, byte after byte, and
/// the buffers that belong to it.
///
/// @param home where it lives
/// @param structure the struct in the runtime's source; empty where that is not known
/// @param parts in address order, without gaps: their bytes add up to [#pieceBytes]
/// @param buffers that it owns
/// @param referenced the number of objects that it refers to
/// @param shallow its own size, what the runtime puts before it included; in bytes, like all sizes
/// @param pieceBytes of the block or chunk that holds it; of a static object its own
/// @param uncounted bytes of the object that the runtime may not count as its size
/// @param missing bytes that the runtime may count although they are not there: a static object has
///   no collector's head, and a size may be rounded
public record ObjectParts(
    Home home,
    String structure,
    List<Part> parts,
    List<Buffer> buffers,
    int referenced,
    long shallow,
    long pieceBytes,
    long uncounted,
    long missing) {

  /// Stands for a field that refers to nothing that is known.
  public static final int NOTHING = -1;

  /// Where an object lives.
  public enum Home {
    /// In a block of a pool: the piece is the block.
    POOL,
    /// In a chunk of malloc: the piece is the chunk.
    CHUNK,
    /// In the static data of a program or library.
    STATIC,
    /// It is a mapping or a large static variable itself.
    MAPPED
  }

  /// What a part is.
  public enum Kind {
    /// The allocator's own.
    ALLOCATOR,
    COLLECTOR,
    ATTRIBUTES,
    HEADER,
    REFERENCE,
    POINTER,
    DATA,
    /// Items, text, digits.
    PAYLOAD,
    /// Rounding, or room that is not used.
    SLACK
  }

  /// A part of the piece.
  ///
  /// @param name of the field; empty for bytes that no field is known of
  /// @param kind what it is
  /// @param offset from the object's own address
  /// @param bytes its size
  /// @param itemBytes size of each item in it; 0 where there are none
  /// @param to the object that it refers to, or [#NOTHING]
  public record Part(String name, Kind kind, long offset, long bytes, long itemBytes, int to) {}

  /// A buffer that belongs to the object.
  ///
  /// @param address where it begins
  /// @param bytes that its allocator gives room for
  /// @param pieceBytes of the block or chunk that holds it
  /// @param used bytes of it that are in use; -1 where that is not known
  /// @param inPool whether it is a block of a pool
  public record Buffer(long address, long bytes, long pieceBytes, long used, boolean inPool) {}

  public ObjectParts {
    parts = List.copyOf(parts);
    buffers = List.copyOf(buffers);
  }

  /// {@return what the object and its buffers take}
  public long allocated() {
    return pieceBytes + buffers.stream().mapToLong(Buffer::pieceBytes).sum();
  }

  /// {@return bytes of the piece that the object did not ask for: rounding}
  public long slack() {
    return parts.stream().filter(part -> part.kind() == Kind.SLACK).mapToLong(Part::bytes).sum();
  }

  /// {@return the least that `sys.getsizeof` can say: the object without its buffers}
  public long leastGetsizeof() {
    return shallow - uncounted;
  }

  /// {@return the most that it can say: some types count their buffers, and not all buffers}
  public long mostGetsizeof() {
    return shallow + missing + buffers.stream().mapToLong(Buffer::bytes).sum();
  }

  /// {@return the typical object of a type: one of the median size; empty where there is none}
  ///
  /// @param type its name, with its module or, where that is enough, without
  public static OptionalInt typical(Findings findings, String type) {
    BitSet types = findings.types().called(type);
    int[] instances =
        IntStream.range(0, findings.objects().count())
            .filter(object -> types.get(findings.objects().type(object)))
            .boxed()
            .sorted(
                Comparator.<Integer>comparingLong(object -> findings.objects().shallow(object))
                    .thenComparing(Comparator.naturalOrder()))
            .mapToInt(Integer::intValue)
            .toArray();
    return instances.length == 0
        ? OptionalInt.empty()
        : OptionalInt.of(instances[instances.length / 2]);
  }

  /// Takes an object apart. **Cost**: one look at each buffer.
  public static ObjectParts of(Findings findings, int object) {
    return new Dissection(findings, object).parts();
  }

  /// The work of taking apart.
  private static final class Dissection {
    private final Findings findings;
    private final Cursor cursor;
    private final int object;
    private final long address;
    private final InstanceLayout layout;
    private final List<Part> parts = new ArrayList<>();
    private final Map<String, Integer> targets = new HashMap<>();
    private int referenced;
    private long items;

    /// Offset up to which parts were told.
    private long told;

    Dissection(Findings findings, int object) {
      this.findings = findings;
      this.cursor = Cursor.of(findings);
      this.object = object;
      this.address = findings.objects().address(object);
      this.layout = findings.types().layout(findings.objects().type(object));
      followEdges();
    }

    private void followEdges() {
      References references = findings.references();
      EdgeTable edges = references.edges();
      for (int edge = edges.first(object); edge < edges.first(object + 1); edge++) {
        referenced++;
        if (edges.kind(edge) == EdgeKind.FIELD.code()) {
          targets.putIfAbsent(references.fields().get(edges.name(edge)), edges.target(edge));
        } else if (edges.kind(edge) == EdgeKind.INDEX.code()) {
          items = Math.max(items, edges.name(edge) + 1L);
        }
      }
    }

    ObjectParts parts() {
      long shallow = findings.objects().shallow(object);
      Piece piece = pieceAt(address);
      boolean allocated = piece.home() == Home.POOL || piece.home() == Home.CHUNK;
      long start = allocated ? piece.start() : address;
      long end = allocated ? piece.end() : address + shallow;
      long prefix = prefix(piece, start);
      long ownEnd = allocated ? shallow - prefix : shallow;
      if (ownEnd > end - address && start + Long.BYTES <= address - prefix) {
        // glibc lets a chunk reach into the first word of the next, and the first word of its own
        // is the one before's (malloc/malloc.c, "chunk"): what it has lies a word further on.
        start += Long.BYTES;
        end += Long.BYTES;
      }
      ownEnd = Math.min(ownEnd, end - address);
      told = start - address;
      tell("malloc's header", Kind.ALLOCATOR, -prefix, 0, NOTHING);
      for (InstanceLayout.Field field : layout.fields()) {
        if (field.offset() >= told
            && field.offset() < Math.min(ownEnd, layout.payloadOffset())
            && (field.kind() != InstanceLayout.Kind.WORD
                || targets.containsKey(field.reference()))) {
          gap(field.offset());
          tell(
              field.name(),
              kind(field.kind()),
              Math.min(ownEnd, field.offset() + field.bytes()),
              0,
              targets.getOrDefault(field.reference(), NOTHING));
        }
      }
      long fieldsEnd =
          layout.payload().isEmpty() ? ownEnd : Math.min(ownEnd, layout.payloadOffset());
      gap(fieldsEnd);
      boolean exact = layout.payloadCounted() || ownEnd == fieldsEnd;
      tell(layout.payload(), Kind.PAYLOAD, ownEnd, layout.itemBytes(), NOTHING);
      tell("slack", Kind.SLACK, end - address, 0, NOTHING);
      return new ObjectParts(
          piece.home(),
          layout.structure(),
          parts,
          buffers(),
          referenced,
          shallow,
          end - start,
          exact ? 0 : Math.max(0, ownEnd - fieldsEnd),
          (exact ? 0 : Long.BYTES) + (piece.home() == Home.STATIC ? collectorBytes() : 0));
    }

    /// Bytes up to `offset` that no field is known of.
    private void gap(long offset) {
      tell("", Kind.DATA, offset, 0, NOTHING);
    }

    private void tell(String name, Kind kind, long end, long itemBytes, int to) {
      if (end > told) {
        parts.add(new Part(name, kind, told, end - told, itemBytes, to));
        told = end;
      }
    }

    private long collectorBytes() {
      return layout.fields().stream()
          .filter(field -> field.kind() == InstanceLayout.Kind.COLLECTOR)
          .mapToLong(InstanceLayout.Field::bytes)
          .sum();
    }

    /// {@return what stands before the object: in a block it is all that does, in a chunk its
    /// layout tells} A type that no class statement made has nothing there.
    private long prefix(Piece piece, long start) {
      long before = address - start;
      if (piece.home() != Home.CHUNK) {
        return before;
      }
      long known =
          layout.fields().isEmpty() ? 0 : Math.max(0, -layout.fields().getFirst().offset());
      return known <= before ? known : 0;
    }

    private static Kind kind(InstanceLayout.Kind kind) {
      return switch (kind) {
        case HEADER -> Kind.HEADER;
        case COLLECTOR -> Kind.COLLECTOR;
        case ATTRIBUTES -> Kind.ATTRIBUTES;
        case REFERENCE, WORD -> Kind.REFERENCE;
        case POINTER -> Kind.POINTER;
        case DATA -> Kind.DATA;
      };
    }

    /// What holds an address.
    private record Piece(Home home, long start, long end) {}

    private Piece pieceAt(long at) {
      cursor.moveTo(at);
      if (cursor.block() != Cursor.NONE && BlockState.of(cursor.blockState()).isLive()) {
        return new Piece(Home.POOL, cursor.blockStart(), cursor.blockEnd());
      }
      if (cursor.chunkState() == ChunkState.LIVE.code()) {
        return new Piece(Home.CHUNK, cursor.chunkStart(), cursor.chunkEnd());
      }
      boolean mapped = at == address && findings.types().isMapped(findings.objects().type(object));
      return new Piece(mapped ? Home.MAPPED : Home.STATIC, at, at);
    }

    private List<Buffer> buffers() {
      BufferTable table = findings.buffers();
      List<Buffer> owned = new ArrayList<>();
      for (int buffer = 0; buffer < table.count(); buffer++) {
        if (table.owner(buffer) == object) {
          long start = table.payload(buffer);
          long bytes = table.end(buffer) - start;
          Piece piece = pieceAt(start);
          owned.add(
              new Buffer(
                  start,
                  bytes,
                  piece.end() - piece.start(),
                  layout.bufferItemBytes() > 0
                      ? Math.min(bytes, items * layout.bufferItemBytes())
                      : -1,
                  piece.home() == Home.POOL));
        }
      }
      return owned;
    }
  }
}
