/// What is at this address?
@NullMarked
package dev.fathom.ask.address;

import org.jspecify.annotations.NullMarked;
