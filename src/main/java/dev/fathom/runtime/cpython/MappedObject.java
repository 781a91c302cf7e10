package dev.fathom.runtime.cpython;

/// The object of Python's `mmap`: `mmap_object` (`Modules/mmapmodule.c`, the same in 2.7 and in 3.6
/// to 3.14).
final class MappedObject {
  static final String TYPE = "mmap.mmap";

  /// Behind the head of every object: `char *data`, then `Py_ssize_t size`.
  static final long DATA = 16;

  static final long SIZE = 24;

  private MappedObject() {}
}
