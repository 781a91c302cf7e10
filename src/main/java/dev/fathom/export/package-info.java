/// Findings for other programs.
///
/// [DerivedTables] makes tables of what follows from findings: accounts, owners, what each object
/// takes and keeps. They stand beside those of a snapshot in queries, and in no file of ours,
/// because a later Fathom may draw other conclusions from the same findings.
@NullMarked
package dev.fathom.export;

import org.jspecify.annotations.NullMarked;
