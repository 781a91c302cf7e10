/// Memory that no language's runtime manages: what programs in C, C++ and the like allocated
/// themselves. Each live chunk of an allocator is an object, and each word in it that is an address
/// inside another one is a reference.
@NullMarked
package dev.fathom.runtime.cmemory;

import org.jspecify.annotations.NullMarked;
