package dev.fathom.model.memory;

/// One mapping (VMA) of a target.
///
/// @param start first address
/// @param end address after the last
/// @param permissions as the kernel prints them: `rw-p`
/// @param fileOffset offset of the mapping in its file, in bytes
/// @param device as the kernel prints it, for telling files apart
/// @param inode 0 for anonymous memory
/// @param name path, `[heap]`-like name, or empty
/// @param counters the kernel's counters; zeros where it was not asked
/// @param special device or kernel pages: in no Rss, not to be read
public record Mapping(
    long start,
    long end,
    String permissions,
    long fileOffset,
    String device,
    long inode,
    String name,
    PageCounters counters,
    boolean special) {

  /// The name of memory that continues the data of a file, as loaders spell it that name theirs.
  public static final String ZEROED_DATA = "[anon:.bss]";

  /// {@return the same with other counters}
  public Mapping with(PageCounters others) {
    return new Mapping(start, end, permissions, fileOffset, device, inode, name, others, special);
  }

  public long bytes() {
    return end - start;
  }

  public boolean readable() {
    return permissions.charAt(0) == 'r';
  }

  public boolean writable() {
    return permissions.charAt(1) == 'w';
  }

  public boolean executable() {
    return permissions.charAt(2) == 'x';
  }

  public boolean shared() {
    return permissions.charAt(3) == 's';
  }

  /// {@return whether a file is mapped (one that has a path, be it deleted)}
  public boolean ofFile() {
    return inode != 0;
  }

  public boolean contains(long address) {
    return address >= start && address < end;
  }
}
