/// Objects one by one: what is at an address ([AddressReport]), what one object looks like inside
/// ([ExplainReport]), who owns it and by which path it is reached ([GraphReport]).
///
/// Values are shown only where the user asked for them ([PartValues]).
@NullMarked
package dev.fathom.report.object;

import org.jspecify.annotations.NullMarked;
