/// Asks the kernel what it allows here, on Fathom itself: what it promises by its version, or a
/// setting, is not what a container or a security module makes of it.
@NullMarked
package dev.fathom.survey.machine;

import org.jspecify.annotations.NullMarked;
