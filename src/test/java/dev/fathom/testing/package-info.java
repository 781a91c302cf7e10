/// Real processes to look at, and the truth about them.
///
/// A *target* here is a process started for a test: a Python script, a C program compiled on the
/// spot, a JVM, a shell. It prepares something, says `ready`, and sleeps until it is closed. Its
/// sources are the resources in `dev/fathom/targets`; each says at its top what it holds.
///
/// Truth comes from three sides, none of which is Fathom's own code:
///
/// * [PythonTarget]: what CPython says of itself: its allocator's statistics from the process just
///   before it falls asleep, its objects from a forked child that inherited them;
/// * [NativeTarget]: what a program that called malloc wrote down, and glibc's own counters;
/// * [Kernel]: what the kernel counts for the process, before and after it was looked at.
///
/// Where no process is needed there are [Heaps], which are made up in a few lines, and [Recordings]
/// of small programs, with what these said of themselves.
///
/// What this machine cannot run (no compiler, no such interpreter) aborts the test with a sentence
/// that says so: the test counts as skipped. Every process started here is killed when it is
/// closed, and at the latest when the test JVM ends.
@NullMarked
package dev.fathom.testing;

import org.jspecify.annotations.NullMarked;
