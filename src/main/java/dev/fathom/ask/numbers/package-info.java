/// What is each number that the kernel, `ps` and `top` tell of a process's memory, and how do those
/// numbers become the balance? What each means is in `numbers.txt`.
@NullMarked
package dev.fathom.ask.numbers;

import org.jspecify.annotations.NullMarked;
