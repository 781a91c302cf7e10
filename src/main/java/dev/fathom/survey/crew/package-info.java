/// Work that several threads do: what comes of it does not depend on how many they are.
@NullMarked
package dev.fathom.survey.crew;

import org.jspecify.annotations.NullMarked;
