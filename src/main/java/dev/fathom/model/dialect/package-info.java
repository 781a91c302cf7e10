/// In whose words memory is told: what a runtime brings along so that whoever stands above the
/// model names its objects, accounts and paths without knowing it.
@NullMarked
package dev.fathom.model.dialect;

import org.jspecify.annotations.NullMarked;
