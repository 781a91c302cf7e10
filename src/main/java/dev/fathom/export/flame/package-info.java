/// Who keeps the memory, as stacks that programs which draw flame graphs read.
@NullMarked
package dev.fathom.export.flame;

import org.jspecify.annotations.NullMarked;
