package dev.fathom.os.descriptor;

/// A file in memory that is open and has no name: a memfd, or a deleted file of a tmpfs. It is gone
/// with whoever has it open.
///
/// @param device as `/proc/PID/maps` prints it: `00:1a`
/// @param inode its number there
/// @param bytes of its pages, in memory or in the swap area
public record UnnamedFile(String device, long inode, long bytes) {}
