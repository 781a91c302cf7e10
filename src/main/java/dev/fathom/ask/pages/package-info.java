/// What are the pages of a process?
@NullMarked
package dev.fathom.ask.pages;

import org.jspecify.annotations.NullMarked;
