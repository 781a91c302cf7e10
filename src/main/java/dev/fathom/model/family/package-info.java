/// Families of processes: what they share, what each costs, and what broke the sharing.
@NullMarked
package dev.fathom.model.family;

import org.jspecify.annotations.NullMarked;
