/// What a process has open that takes memory though no mapping of its shows it: files without a
/// name, and sockets. It asks the kernel; to be asked for its buffers a socket is open here, too,
/// for some microseconds (docs/pause.md). Who may not be asked is told as unknown.
@NullMarked
package dev.fathom.os.descriptor;

import org.jspecify.annotations.NullMarked;
