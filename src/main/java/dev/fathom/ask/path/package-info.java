/// What holds these objects?
@NullMarked
package dev.fathom.ask.path;

import org.jspecify.annotations.NullMarked;
