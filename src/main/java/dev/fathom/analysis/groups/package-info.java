/// The objects counted in groups: by type, module, size, owner or by what refers to them.
@NullMarked
package dev.fathom.analysis.groups;

import org.jspecify.annotations.NullMarked;
