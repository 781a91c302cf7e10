/// Control groups as the kernel shows them: which there are, which a process is in, and what of
/// memory each is charged. Version 1 and version 2 are told in the words of version 2.
@NullMarked
package dev.fathom.os.cgroup;

import org.jspecify.annotations.NullMarked;
