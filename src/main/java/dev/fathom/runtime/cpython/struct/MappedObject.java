package dev.fathom.runtime.cpython.struct;

/// The object of Python's `mmap`: `mmap_object` (`Modules/mmapmodule.c`, the same in 2.7 and in 3.6
/// to 3.14).
public final class MappedObject {
  public static final String TYPE = "mmap.mmap";

  /// Behind the head of every object: `char *data`, then `Py_ssize_t size`.
  public static final long DATA = 16;

  public static final long SIZE = 24;

  private MappedObject() {}
}
