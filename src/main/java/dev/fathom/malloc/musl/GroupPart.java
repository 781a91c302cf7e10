package dev.fathom.malloc.musl;

import dev.fathom.malloc.Region;

/// What mallocng's memory consists of.
sealed interface GroupPart extends Region permits Group, MetaArea {}
