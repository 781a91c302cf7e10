package dev.fathom.model.memory;

/// What the kernel counts of one mapping in `smaps`, all in bytes.
///
/// @param rss pages present in this process, the zero page not counted
/// @param pss the same, each page divided by the number of its mappings
/// @param sharedClean resident, mapped elsewhere too, not written
/// @param sharedDirty resident, mapped elsewhere too, written
/// @param privateClean resident here alone, not written
/// @param privateDirty resident here alone, written
/// @param anonymous resident and backed by no file
/// @param anonymousHuge resident in transparent huge pages
/// @param swap swapped out
public record PageCounters(
    long rss,
    long pss,
    long sharedClean,
    long sharedDirty,
    long privateClean,
    long privateDirty,
    long anonymous,
    long anonymousHuge,
    long swap) {

  public static final PageCounters NONE = new PageCounters(0, 0, 0, 0, 0, 0, 0, 0, 0);

  /// {@return what would be freed if this process ended, in bytes}
  public long uss() {
    return privateClean + privateDirty;
  }

  public PageCounters plus(PageCounters other) {
    return new PageCounters(
        rss + other.rss,
        pss + other.pss,
        sharedClean + other.sharedClean,
        sharedDirty + other.sharedDirty,
        privateClean + other.privateClean,
        privateDirty + other.privateDirty,
        anonymous + other.anonymous,
        anonymousHuge + other.anonymousHuge,
        swap + other.swap);
  }
}
