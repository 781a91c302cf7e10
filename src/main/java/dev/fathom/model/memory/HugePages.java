package dev.fathom.model.memory;

/// The transparent huge pages of a process: each is in memory as a whole as soon as one byte of it
/// is touched.
///
/// @param resident their bytes
/// @param zeros how many of these are in parts of 4 KiB that are nothing but zeros; of many huge
///   pages an estimate
public record HugePages(long resident, long zeros) {
  public static final HugePages NONE = new HugePages(0, 0);
}
