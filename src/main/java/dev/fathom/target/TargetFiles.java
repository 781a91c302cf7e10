package dev.fathom.target;

import dev.fathom.host.KernelFiles;
import dev.fathom.model.memory.Mapping;
import dev.fathom.os.ProcessDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The files behind a live process's mappings, each opened once: by its path in the process's own
/// root if that is still the same file, else by the kernel's link to it.
///
/// They are read, never mapped: a mapping of ours would share the target's pages and so lower its
/// PSS, and reading a mapped file that somebody cuts short ends in a fault.
final class TargetFiles implements MappedFiles, AutoCloseable {
  private static final String DELETED = " (deleted)";

  private final ProcessDirectory process;
  private final Map<String, Optional<FileChannel>> opened = new HashMap<>();
  private long bytesRefused;

  TargetFiles(ProcessDirectory process) {
    this.process = process;
  }

  @Override
  public List<Path> paths(Mapping mapping) {
    List<Path> paths = new ArrayList<>();
    if (mapping.ofFile() && mapping.name().startsWith("/")) {
      if (!mapping.name().endsWith(DELETED)) {
        process
            .inItsRoot(mapping.name())
            .filter(path -> isInode(path, mapping.inode()))
            .ifPresent(paths::add);
      }
      paths.add(process.mappedFile(mapping.start(), mapping.end()));
    }
    return paths;
  }

  /// {@return how many bytes of files that could be opened could not be read so far}
  synchronized long bytesRefused() {
    return bytesRefused;
  }

  @Override
  public synchronized void refused(long bytes) {
    bytesRefused += bytes;
  }

  @Override
  public synchronized boolean read(Mapping mapping, long offset, MemorySegment into) {
    Optional<FileChannel> channel =
        opened.computeIfAbsent(mapping.device() + '/' + mapping.inode(), key -> open(mapping));
    if (channel.isEmpty()) {
      return false;
    }
    long at = 0;
    try {
      while (at < into.byteSize()) {
        int got = ChannelReads.some(channel.get(), offset + at, into, at);
        if (got <= 0 && offset + at < channel.get().size()) {
          throw new IOException("it ends before its end");
        }
        if (got <= 0) {
          break;
        }
        at += got;
      }
    } catch (IOException unreadable) {
      bytesRefused += into.byteSize() - at;
      return false;
    }
    into.asSlice(at).fill((byte) 0);
    return true;
  }

  private Optional<FileChannel> open(Mapping mapping) {
    return paths(mapping).stream().flatMap(path -> open(path).stream()).findFirst();
  }

  private static Optional<FileChannel> open(Path path) {
    try {
      return Optional.of(KernelFiles.open(path));
    } catch (IOException unreadable) {
      return Optional.empty(); // the next path may do
    }
  }

  private static boolean isInode(Path path, long inode) {
    try {
      // Devices are not compared: overlay file systems state different ones in maps and in stat.
      return Files.isRegularFile(path) && inode == KernelFiles.inode(path);
    } catch (IOException absent) {
      return false; // replaced or hidden: the kernel's link is tried next
    }
  }

  @Override
  public void close() {
    opened.values().forEach(channel -> channel.ifPresent(TargetFiles::close));
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException unclosable) {
      throw new UncheckedIOException(unclosable); // of a file that was only read: never seen
    }
  }
}
