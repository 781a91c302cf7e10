/// Options that several commands have, and what is done with them alike: which target, how it is
/// held, and how the answer is written ([SubjectOptions]), and when it fails ([FailIfOption]).
@NullMarked
package dev.fathom.cli.option;

import org.jspecify.annotations.NullMarked;
