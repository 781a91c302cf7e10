/// What follows from files that are linked: who resolves whom
/// ([dev.fathom.analysis.linking.Bindings]), what is missing or amiss
/// ([dev.fathom.analysis.linking.Diagnosis]), what `ld` would say of object files
/// ([dev.fathom.analysis.linking.ObjectLink]), and what linking costs a process
/// ([dev.fathom.analysis.linking.ProcessDiagnosis]).
///
/// It knows a [dev.fathom.model.linking.LinkGraph] and reads no file.
@NullMarked
package dev.fathom.analysis.linking;

import org.jspecify.annotations.NullMarked;
