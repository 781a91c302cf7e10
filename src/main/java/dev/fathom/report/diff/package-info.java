/// What grew between two looks: as a screen ([DiffReport]) and as JSON ([DiffJson]).
@NullMarked
package dev.fathom.report.diff;

import org.jspecify.annotations.NullMarked;
