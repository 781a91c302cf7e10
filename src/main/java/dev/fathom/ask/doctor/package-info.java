/// What do this machine and user allow?
@NullMarked
package dev.fathom.ask.doctor;

import org.jspecify.annotations.NullMarked;
