/// What linking is about: files, the symbols that they have and want, what they need and where that
/// was found, and who sees whom.
///
/// A [dev.fathom.model.linking.LinkGraph] holds files as the loader has them, or would have them,
/// in its order. Symbols and relocations are columns ([dev.fathom.model.linking.SymbolColumns],
/// [dev.fathom.model.linking.RelocationColumns]); names are numbers
/// ([dev.fathom.model.linking.SymbolNames]), so that who resolves whom is compared by number.
///
/// What follows from it is for `analysis.linking` to say.
@NullMarked
package dev.fathom.model.linking;

import org.jspecify.annotations.NullMarked;
