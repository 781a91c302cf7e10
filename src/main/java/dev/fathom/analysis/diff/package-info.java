/// Two findings: what grew between them, and who holds it.
///
/// [Matching] says which objects are the same: those of one type at one address. [Difference] puts
/// accounts, types and owners side by side. [Growth] decides who is to be named as the owner of
/// what came and went: it goes up the dominator tree from the leaves and stops at the first object
/// that was there before and by which enough has grown; so each byte that came or went is told of
/// once. [GrowthFindings] says it in words.
///
/// An object that took the place of another of its type counts as the same one. Where nearly
/// nothing is at the same address (a process that was started anew) the largest owners are matched
/// by their paths.
@NullMarked
package dev.fathom.analysis.diff;

import org.jspecify.annotations.NullMarked;
