/// The machine that Fathom itself runs on: its terminal, the files that it writes, the commands
/// that it starts, the signals that it hears, how much memory there is, and the C library's calls.
///
/// It knows nothing of any target: what is asked about others is in [dev.fathom.os]. Native calls
/// live in [Libc] alone; failures are values (`-errno`) there. Files of the kernel's and of targets
/// are read through [KernelFiles]. Both ask an [Interposer] first, if there is one: so tests have
/// any call fail. What Fathom writes has a name only once it is complete ([OutputFile],
/// [NamelessFile]).
@NullMarked
package dev.fathom.host;

import org.jspecify.annotations.NullMarked;
