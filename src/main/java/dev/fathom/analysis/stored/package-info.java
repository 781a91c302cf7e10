/// The conclusions as tables of a snapshot, and back: a class `…Rows` for each.
///
/// Whoever changes what is concluded raises the version in [StoredAnalysis].
@NullMarked
package dev.fathom.analysis.stored;

import org.jspecify.annotations.NullMarked;
