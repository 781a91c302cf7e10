package dev.fathom.malloc.jemalloc;

import dev.fathom.malloc.Region;

/// What jemalloc's memory consists of.
sealed interface ExtentPart extends Region permits BaseBlock, Extent {}
