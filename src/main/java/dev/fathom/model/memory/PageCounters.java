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
/// @param lazyFree resident, but given back (`MADV_FREE`): the kernel takes it when it needs it
public record PageCounters(
    long rss,
    long pss,
    long sharedClean,
    long sharedDirty,
    long privateClean,
    long privateDirty,
    long anonymous,
    long anonymousHuge,
    long swap,
    long lazyFree) {

  public static final PageCounters NONE = new PageCounters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /// {@return what would be freed if this process ended, in bytes}
  public long uss() {
    return privateClean + privateDirty;
  }

  /// {@return the same with so many bytes given back}
  public PageCounters withLazyFree(long bytes) {
    return new PageCounters(
        rss,
        pss,
        sharedClean,
        sharedDirty,
        privateClean,
        privateDirty,
        anonymous,
        anonymousHuge,
        swap,
        bytes);
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
        swap + other.swap,
        lazyFree + other.lazyFree);
  }

  /// {@return the same of a moment at which other pages were there} The kernel was asked while the
  /// process ran, and has not been asked again. What is new is taken to be written and nobody
  /// else's; what is gone, to have been that.
  ///
  /// @param resident bytes at that moment
  /// @param anonymousMemory whether the mapping is of no file
  public PageCounters at(long resident, boolean anonymousMemory) {
    if (resident == rss) {
      return this;
    }
    if (resident > rss) {
      long more = resident - rss;
      return new PageCounters(
          resident,
          pss + more,
          sharedClean,
          sharedDirty,
          privateClean,
          privateDirty + more,
          anonymousMemory ? anonymous + more : anonymous,
          anonymousHuge,
          swap,
          lazyFree);
    }
    long less = rss - resident;
    long ofPrivateDirty = Math.min(less, privateDirty);
    long ofPrivateClean = Math.min(less - ofPrivateDirty, privateClean);
    long shared = less - ofPrivateDirty - ofPrivateClean;
    long ofSharedDirty = Math.min(shared, sharedDirty);
    long ofSharedClean = Math.min(shared - ofSharedDirty, sharedClean);
    return new PageCounters(
        resident,
        Math.min(resident, Math.max(0, pss - ofPrivateDirty - ofPrivateClean)),
        sharedClean - ofSharedClean,
        sharedDirty - ofSharedDirty,
        privateClean - ofPrivateClean,
        privateDirty - ofPrivateDirty,
        Math.min(resident, anonymous),
        Math.min(resident, anonymousHuge),
        swap,
        Math.min(resident, lazyFree));
  }
}
