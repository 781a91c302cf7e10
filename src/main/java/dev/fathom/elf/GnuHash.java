package dev.fathom.elf;

/// The GNU hash table of the dynamic symbols. The GNU linker sorts those that can be found by
/// bucket, so a bucket is a run of neighbours; a Bloom filter in front answers most questions for
/// what is not there with one read.
///
/// The layout has no official text. It is that of `elf/dl-lookup.c` (`do_lookup_x`) and
/// `elf/dl-setup_hash.c` of glibc.
final class GnuHash {
  private static final long BUCKET_COUNT = 0;
  private static final long FIRST_SYMBOL = 4;
  private static final long BLOOM_WORDS = 8;
  private static final long BLOOM_SHIFT = 12;
  private static final long BLOOM = 16;

  private static final int INITIAL = 5381;

  /// The lowest bit of a chain word is not part of the hash: it says that the bucket ends here.
  private static final int LAST = 1;

  private final ImageBytes bytes;
  private final long bucketCount;
  private final long firstSymbol;
  private final long bloomWords;
  private final int bloomShift;
  private final long bloom;
  private final long buckets;
  private final long chains;

  private GnuHash(ImageBytes bytes, long position) throws ElfFormatException {
    this.bytes = bytes;
    bucketCount = bytes.u32(position + BUCKET_COUNT);
    firstSymbol = bytes.u32(position + FIRST_SYMBOL);
    bloomWords = bytes.u32(position + BLOOM_WORDS);
    bloomShift = bytes.i32(position + BLOOM_SHIFT);
    bloom = position + BLOOM;
    buckets = bloom + bloomWords * Long.BYTES;
    chains = buckets + bucketCount * Integer.BYTES;
  }

  static GnuHash read(ImageBytes image, long position) throws ElfFormatException {
    GnuHash hash = new GnuHash(image.view(), position);
    if (Long.bitCount(hash.bloomWords) != 1) {
      throw image.malformed(position + BLOOM_WORDS, "a Bloom filter whose size is no power of two");
    }
    image.requireTable(
        hash.buckets, hash.bucketCount, Integer.BYTES, SymbolEntries.MOST, "hash buckets");
    return hash;
  }

  /// {@return the index of the first defined symbol of this name, 0 for none}
  ///
  /// **Cost:** a few reads, whatever the size of the table.
  long find(byte[] name, SymbolEntries symbols) throws ElfFormatException {
    int hash = hash(name);
    if (bucketCount == 0 || !mayHold(hash)) {
      return 0;
    }
    long index = bucket(Integer.toUnsignedLong(hash) % bucketCount);
    while (index >= firstSymbol && index != 0 && index < SymbolEntries.MOST) {
      int chain = chain(index);
      if ((chain | LAST) == (hash | LAST)
          && symbols.isDefined(index)
          && symbols.isNamed(index, name)) {
        return index;
      }
      if ((chain & LAST) != 0) {
        return 0;
      }
      index++;
    }
    return 0;
  }

  /// {@return one more than the highest index in the table}
  long symbolCount() throws ElfFormatException {
    long last = 0;
    for (long i = 0; i < bucketCount; i++) {
      last = Math.max(last, bucket(i));
    }
    if (last < firstSymbol) {
      return firstSymbol;
    }
    while (last < SymbolEntries.MOST && (chain(last) & LAST) == 0) {
      last++;
    }
    return last + 1;
  }

  private boolean mayHold(int hash) throws ElfFormatException {
    long unsigned = Integer.toUnsignedLong(hash);
    long word = bytes.i64(bloom + (unsigned / Long.SIZE & bloomWords - 1) * Long.BYTES);
    // A shift of a long counts modulo 64, which is what the filter wants.
    return (word >>> hash & word >>> (hash >>> bloomShift) & 1) != 0;
  }

  private long bucket(long index) throws ElfFormatException {
    return bytes.u32(buckets + index * Integer.BYTES);
  }

  private int chain(long symbol) throws ElfFormatException {
    return bytes.i32(chains + (symbol - firstSymbol) * Integer.BYTES);
  }

  private static int hash(byte[] name) {
    int hash = INITIAL;
    for (byte b : name) {
      hash = hash * 33 + Byte.toUnsignedInt(b);
    }
    return hash;
  }
}
