package dev.fathom.lab.interpreter;

import dev.fathom.lab.allocator.HeapCount;
import dev.fathom.lab.allocator.Piece;
import dev.fathom.lab.allocator.SvArenas;
import dev.fathom.lab.process.ModelProcess;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Perl's values (`sv.h`, `av.c`, 5.36): a number is a head alone; a text is a head, a body and a
/// buffer; an array is a head, a body and a table of addresses. Every head counts references.
public final class PerlModel implements ModelInterpreter {
  private static final long TYPE_NUMBER = 1;
  private static final long TYPE_STRING = 3;
  private static final long TYPE_ARRAY = 11;

  private static final int REFCNT = 8;

  // The body of an array
  private static final int FILL = 16;
  private static final int MAX = 24;

  /// PERL_ARRAY_NEW_MIN_KEY
  private static final long LEAST_MAX = 3;

  private final ModelProcess process;
  private final SvArenas arenas;

  /// The type of each live head.
  private final Map<Long, Long> live = new HashMap<>();

  private final long undefined;

  private PerlModel(ModelProcess process, SvArenas arenas, long undefined) {
    this.process = process;
    this.arenas = arenas;
    this.undefined = undefined;
  }

  /// {@return an interpreter in a process that has nothing yet}
  public static PerlModel in(ModelProcess process) {
    SvArenas arenas = SvArenas.in(process);
    return new PerlModel(process, arenas, arenas.allocateHead(0));
  }

  @Override
  public ModelInterpreter fork(String name) {
    ModelProcess child = process.fork(name);
    PerlModel copy = new PerlModel(child, arenas.inChild(child), undefined);
    copy.live.putAll(live);
    return copy;
  }

  @Override
  public String name() {
    return "Perl";
  }

  @Override
  public ModelProcess process() {
    return process;
  }

  @Override
  public long integer(long value) {
    long head = arenas.allocateHead(TYPE_NUMBER);
    arenas.content(head, value);
    live.put(head, TYPE_NUMBER);
    return head;
  }

  @Override
  public long sum(long left, long right) {
    return integer(left + right);
  }

  @Override
  public long text(int length) {
    long head = arenas.allocate(length);
    live.put(head, TYPE_STRING);
    return head;
  }

  @Override
  public long list() {
    long head = arenas.allocateHead(TYPE_ARRAY);
    long body = arenas.allocateBody(SvArenas.ARRAY_BODY_BYTES);
    process.word(body + FILL, -1);
    process.word(body + MAX, -1);
    arenas.body(head, body);
    live.put(head, TYPE_ARRAY);
    return head;
  }

  @Override
  public long filled(int length) {
    long list = list();
    if (length > 0) {
      extend(list, length - 1L);
      process.word(arenas.body(list) + FILL, length - 1L);
      for (int index = 0; index < length; index++) {
        process.word(slot(list, index), 0);
      }
    }
    return list;
  }

  @Override
  public void append(long list, long value) {
    int length = length(list);
    if (length > process.word(arenas.body(list) + MAX)) {
      extend(list, length);
    }
    process.word(slot(list, length), value);
    process.word(arenas.body(list) + FILL, length);
    keep(value);
  }

  /// A fifth more than is needed (`av_extend_guts`).
  private void extend(long list, long key) {
    long body = arenas.body(list);
    long max = process.word(body + MAX);
    long wanted = Math.max(LEAST_MAX, max < 0 ? key : key + max / 5);
    long bytes = (wanted + 1) * Long.BYTES;
    long table = arenas.content(list);
    arenas.content(
        list,
        table == 0 ? arenas.malloc().allocate(bytes) : arenas.malloc().reallocate(table, bytes));
    process.word(body + MAX, wanted);
  }

  @Override
  public void store(long list, int index, long value) {
    long before = process.word(slot(list, index));
    keep(value);
    process.word(slot(list, index), value);
    if (before != 0) {
      drop(before);
    }
  }

  private long slot(long list, int index) {
    return arenas.content(list) + (long) index * Long.BYTES;
  }

  @Override
  public int length(long list) {
    return (int) process.word(arenas.body(list) + FILL) + 1;
  }

  /// A loop's variable is the item itself, which has one reference more for as long.
  @Override
  public void visit(long list, int index) {
    long value = process.word(slot(list, index));
    if (value != 0) {
      keep(value);
      drop(value);
    }
  }

  @Override
  public long item(long list, int index) {
    return process.word(slot(list, index));
  }

  @Override
  public void take(long value) {
    keep(value);
  }

  private void keep(long head) {
    process.half(head + REFCNT, process.half(head + REFCNT) + 1);
  }

  @Override
  public void drop(long value) {
    Deque<Long> open = new ArrayDeque<>();
    open.push(value);
    while (!open.isEmpty()) {
      long head = open.pop();
      int count = process.half(head + REFCNT) - 1;
      process.half(head + REFCNT, count);
      if (count == 0) {
        free(head, open);
      }
    }
  }

  private void free(long head, Deque<Long> open) {
    Long type = live.remove(head);
    if (type == null || type == TYPE_NUMBER) {
      arenas.freeHead(head);
    } else if (type == TYPE_STRING) {
      arenas.free(head);
    } else {
      for (int index = length(head) - 1; index >= 0; index--) {
        long item = process.word(slot(head, index));
        if (item != 0) {
          open.push(item);
        }
      }
      if (arenas.content(head) != 0) {
        arenas.malloc().free(arenas.content(head));
      }
      arenas.freeBody(arenas.body(head), SvArenas.ARRAY_BODY_BYTES);
      arenas.freeHead(head);
    }
  }

  /// Perl has no collector: rings stay.
  @Override
  public void collect() {}

  @Override
  public HeapCount count() {
    List<Piece> pieces = new ArrayList<>();
    long[] requested = new long[1];
    pieces.add(new Piece(undefined, SvArenas.HEAD_BYTES));
    live.forEach((head, type) -> {
      if (type == TYPE_STRING) {
        pieces.addAll(arenas.pieces(head));
      } else {
        pieces.add(new Piece(head, SvArenas.HEAD_BYTES));
        if (type == TYPE_ARRAY) {
          pieces.add(new Piece(arenas.body(head), SvArenas.ARRAY_BODY_BYTES));
          if (arenas.content(head) != 0) {
            pieces.addAll(arenas.malloc().pieces(arenas.content(head)));
          }
        }
      }
    });
    pieces.forEach(piece -> requested[0] += piece.bytes());
    return HeapCount.of(process, pieces, arenas.bookkeeping(), requested[0]);
  }
}
