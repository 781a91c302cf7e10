package dev.fathom.export.stack;

import java.util.List;

/// The frames of objects, and which object is in which.
///
/// @param frames each after the one above it
/// @param frameOf of each object the number of its frame
/// @param notes what is told together, a sentence each
// It is made once, and never compared.
@SuppressWarnings("ArrayRecordComponent")
record KeptFrames(List<StackFrame> frames, int[] frameOf, List<String> notes) {}
