/// Who owns what: the largest owners by the dominator tree, and what is to be said of one object.
///
/// [Owners] lists the owners, [OwnerTree] goes down the tree from one. [Places] says what is at an
/// address, top to bottom; [Explanation] draws one object part by part.
@NullMarked
package dev.fathom.analysis.owners;

import org.jspecify.annotations.NullMarked;
