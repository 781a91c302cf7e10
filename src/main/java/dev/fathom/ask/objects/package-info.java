/// What objects are there?
@NullMarked
package dev.fathom.ask.objects;

import org.jspecify.annotations.NullMarked;
