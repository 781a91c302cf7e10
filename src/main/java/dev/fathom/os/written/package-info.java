/// Which pages a process has written since a moment, while it runs.
///
/// This package knows two ways: the kernel's soft-dirty bits, which take no call in the target, and
/// write protection by userfaultfd, whose descriptor can only be made in the target itself. It
/// knows nothing of what is in the pages, or what for they are asked.
///
/// Rules that every class here keeps:
///
/// * What is said to be written may be too much, never too little.
/// * A process in which a call is made is, at every instant, in a state from which it finds back to
///   its own work without Fathom: Fathom may be killed at any of them ([SignalFrame]).
/// * Nothing is done where it could end the target: no call is made under a seccomp filter.
@NullMarked
package dev.fathom.os.written;

import org.jspecify.annotations.NullMarked;
