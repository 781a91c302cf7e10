/// The door to memory, for those who answer questions: which parties there are, and a look at a
/// process, a core or a capture with all of them. Whoever stands above the model opens no target
/// himself.
@NullMarked
package dev.fathom.survey.look;

import org.jspecify.annotations.NullMarked;
