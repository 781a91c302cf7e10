package dev.fathom.model.family;

/// What a page was written for, so that it is no longer shared.
public enum Cause {
  /// Its bytes are again what they were: something went up and down, as reference counts do.
  RESTORED(0, "written and restored", "restored"),
  REFERENCE_COUNTS(1, "reference counts", "referenceCounts"),
  /// What the garbage collector keeps of objects: the links of its lists, its marks.
  COLLECTOR_HEADS(2, "GC headers", "gcHeaders"),
  /// The fields of an object, and what C memory holds.
  PAYLOAD(3, "values written", "payload"),
  /// Tables of dicts and sets, items of lists, buffers of others.
  TABLES(4, "tables and buffers of objects", "tables"),
  /// Was free, and was handed out.
  REUSED(5, "free memory reused", "reused"),
  /// Was an object or its buffer, or a chunk of C memory, and was freed.
  FREED(6, "memory freed", "freed"),
  /// Pool headers, free lists, chunk headers.
  ALLOCATOR(7, "allocator's own", "allocator"),
  /// Frames of the interpreter, stacks of threads.
  STACKS(8, "stacks and frames", "stacks"),
  /// Variables of programs and libraries.
  STATIC_DATA(9, "static data", "staticData"),
  /// Memory of nobody known.
  OTHER(10, "other memory", "other");

  private static final Cause[] BY_CODE = byCode();

  private final int code;
  private final String label;
  private final String id;

  Cause(int code, String label, String id) {
    this.code = code;
    this.label = label;
    this.id = id;
  }

  /// {@return the number that stands for it in columns, from 0}
  public int code() {
    return code;
  }

  public static Cause of(int code) {
    return BY_CODE[code];
  }

  /// {@return how many there are}
  public static int count() {
    return BY_CODE.length;
  }

  private static Cause[] byCode() {
    Cause[] causes = new Cause[values().length];
    for (Cause cause : values()) {
      causes[cause.code] = cause;
    }
    return causes;
  }

  public String label() {
    return label;
  }

  /// {@return its name for programs; it does not change}
  public String id() {
    return id;
  }
}
