/// A look at a control group: what it is charged, who is in it, and which files they use.
@NullMarked
package dev.fathom.survey.container;

import org.jspecify.annotations.NullMarked;
