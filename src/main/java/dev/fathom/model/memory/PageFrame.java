package dev.fathom.model.memory;

/// The frame of physical memory behind one page of a process, as far as the kernel tells: its
/// number in `/proc/PID/pagemap` and how often it is mapped in `/proc/kpagecount`. Both are for the
/// privileged (`CAP_SYS_ADMIN`); looking changes nothing.
///
/// @param number of the frame; 0 where it is not known
/// @param mappings how many page-table entries of all processes lead to it; -1 where not known
/// @param unknown why the number is not known; empty where it is
public record PageFrame(long number, long mappings, String unknown) {}
