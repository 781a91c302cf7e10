/// What a control group is charged, and who is in it.
@NullMarked
package dev.fathom.model.container;

import org.jspecify.annotations.NullMarked;
