/// What many looks at many hosts found: adding to it, and asking it.
///
/// [LookTables] says what of a look goes into a dataset, [OwnerShape] under which name an owner is
/// found again on another host. [FleetDiffQuestion] compares two releases.
@NullMarked
package dev.fathom.ask.dataset;

import org.jspecify.annotations.NullMarked;
