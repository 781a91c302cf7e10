package dev.fathom.malloc.jemalloc;

import dev.fathom.malloc.Region;

/// What jemalloc's memory consists of.
sealed interface Part extends Region permits BaseBlock, Extent {}
