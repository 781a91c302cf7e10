/// Reads what linking is about, and leaves a [dev.fathom.model.linking.LinkGraph]: of files, by
/// looking for what they need as the loader would ([dev.fathom.survey.linking.Closure],
/// [dev.fathom.survey.linking.LibrarySearch]); of a process, by the loader's own list. It draws no
/// conclusions.
///
/// Files are read, never mapped and never run.
@NullMarked
package dev.fathom.survey.linking;

import org.jspecify.annotations.NullMarked;
