package dev.fathom.analysis.paths;

import java.util.List;

/// What a path begins with: how an object is reached from outside.
///
/// @param shape the expression with all places and keys alike
/// @param steps from the root to the object
/// @param names of the steps
record PathRoot(String shape, List<ObjectPath.Step> steps, List<String> names) {}
