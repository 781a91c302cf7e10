package dev.fathom.family;

/// What a page was written for, so that it is no longer shared.
public enum Cause {
  /// Its bytes are again what they were: something went up and down, as reference counts do.
  RESTORED("written and restored", "restored"),
  REFERENCE_COUNTS("reference counts", "referenceCounts"),
  /// The links of the garbage collector's lists, in front of objects.
  COLLECTOR_HEADS("GC headers", "gcHeaders"),
  /// The fields of an object.
  PAYLOAD("values in objects", "payload"),
  /// Tables of dicts and sets, items of lists, buffers of others.
  TABLES("tables and buffers of objects", "tables"),
  /// Was free, and was handed out.
  REUSED("free memory reused", "reused"),
  /// Was an object, and was freed.
  FREED("objects dropped", "freed"),
  /// Pool headers, free lists, chunk headers.
  ALLOCATOR("allocator's own", "allocator"),
  /// Frames of the interpreter, stacks of threads.
  STACKS("stacks and frames", "stacks"),
  /// Variables of programs and libraries.
  STATIC_DATA("static data", "staticData"),
  /// Memory of C code, or of nobody known.
  OTHER("other memory", "other");

  private final String label;
  private final String id;

  Cause(String label, String id) {
    this.label = label;
    this.id = id;
  }

  public String label() {
    return label;
  }

  /// {@return its name for programs; it does not change}
  public String id() {
    return id;
  }
}
