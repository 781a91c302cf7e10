package dev.fathom.malloc.tcmalloc;

import dev.fathom.malloc.Addresses;
import java.util.ArrayList;
import java.util.List;

/// Memory for tcmalloc's own structures: spans' descriptors, leaves of the page map, threads'
/// caches.
///
/// It takes this memory from the kernel in chunks of 8 MiB that nothing lists. What lies between
/// two known structures, with no span between them and not further apart than that, is such a
/// chunk.
///
/// @param start first address, that of a page
/// @param end address after the last
record Metadata(long start, long end) implements SpanPart {
  /// kMetadataAllocChunkSize (`common.cc`)
  private static final long CHUNK_BYTES = 8L << 20;

  private static final long PAGE_BYTES = 4096;

  /// @param known addresses within structures
  /// @param spans in address order
  static List<Metadata> around(Addresses known, List<Span> spans) {
    List<Metadata> chunks = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < known.count(); ) {
      long start = known.get(i) & -PAGE_BYTES;
      while (next < spans.size() && spans.get(next).end() <= start) {
        next++;
      }
      long limit = next < spans.size() ? spans.get(next).start() : Long.MAX_VALUE;
      long end = start;
      for (; i < known.count() && known.get(i) < limit && known.get(i) - end <= CHUNK_BYTES; i++) {
        end = (known.get(i) & -PAGE_BYTES) + PAGE_BYTES;
      }
      if (end == start) {
        i++; // inside a span: it cannot be what it seemed
      } else {
        chunks.add(new Metadata(start, end));
      }
    }
    return chunks;
  }
}
