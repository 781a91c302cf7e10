package dev.fathom.malloc.tcmalloc;

import dev.fathom.malloc.Region;

/// What tcmalloc's memory consists of.
sealed interface SpanPart extends Region permits Metadata, Span {}
