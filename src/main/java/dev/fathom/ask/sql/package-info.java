/// What does a snapshot tell, in SQL?
@NullMarked
package dev.fathom.ask.sql;

import org.jspecify.annotations.NullMarked;
