/// What a user may ask after an answer: commands that can be pasted.
@NullMarked
package dev.fathom.report.next;

import org.jspecify.annotations.NullMarked;
