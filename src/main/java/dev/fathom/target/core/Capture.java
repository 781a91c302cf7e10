package dev.fathom.target.core;

import dev.fathom.elf.ProgramHeader;
import dev.fathom.model.CaptureOutcome;
import dev.fathom.model.Identity;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.Mapping;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.target.AddressSpace;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.Memory;
import dev.fathom.target.Target;
import dev.fathom.target.copy.CopyRoom;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Writes a live process to a file: an ELF core of the pages that are in memory, packed by zstd,
/// with notes of what the kernel says of each page and mapping.
///
/// The process is held while it is read and no longer: where there is memory for it, all is copied
/// to buffers that were touched before, and packed and written afterwards.
///
/// Taken are the resident pages of all memory but of files that are mapped shared, which are files
/// already. Of programs and libraries all is taken but code that is not resident: tables of
/// symbols, and the names in read-only data, are needed where the files are not at hand.
public final class Capture {
  /// Memory that was never touched between two resident pieces is written as zeros up to that
  /// length: a program header costs something too.
  private static final long MOST_FILLED_BYTES = 64 << 10;

  private final Target target;
  private final PageRuns pages;
  private final List<CoreHeader.Part> parts = new ArrayList<>();

  private Capture(Target target) {
    this.target = target;
    this.pages = target.pages();
  }

  /// Writes a process.
  ///
  /// @param out what it is written to
  /// @param waits whether that takes as long as somebody else likes
  /// @throws ProcessAccessException in one line: the process cannot be read, or would have to wait
  ///   for somebody else
  public static CaptureOutcome write(LiveProcess target, OutputStream out, boolean waits)
      throws IOException {
    // Once without holding it: the code is loaded then, and what is to be written can be guessed.
    Capture rehearsal = new Capture(target);
    rehearsal.divide();
    rehearsal.notes();
    long room = CopyRoom.bytes();
    if (waits && rehearsal.bytes() > room) {
      throw new ProcessAccessException(
          "there is no memory for all of it, and the process would be held for as long as its"
              + " reader takes: write to a file");
    }
    try (PackedOutput output = new PackedOutput(out, Math.min(rehearsal.bytes(), room))) {
      Target.Hold hold = target.hold();
      long[] counts;
      try (hold) {
        counts = new Capture(target).write(hold, target.auxiliaryVector(), output);
        hold.verify();
      }
      output.finish();
      return new CaptureOutcome(counts[0], counts[1], hold.heldNanos());
    }
  }

  /// {@return how many bytes of memory are to be written}
  private long bytes() {
    return parts.stream()
        .filter(CoreHeader.Part::held)
        .mapToLong(part -> part.end() - part.start())
        .sum();
  }

  private List<CaptureNotes.Made> notes() {
    Identity identity = target.identity();
    return CaptureNotes.of(identity.executable(), identity.commandLine(), target.mappings(), pages);
  }

  /// {@return the bytes of memory written, and how many of them are missing}
  private long[] write(Target.Hold hold, byte[] auxiliary, PackedOutput output) throws IOException {
    divide();
    Identity identity = target.identity();
    CoreHeader header = new CoreHeader(parts);
    header.addProcess(identity);
    for (Target.ThreadState thread : target.threads()) {
      header.addThread(thread, hold.registers(thread.id()));
    }
    header.addAuxiliaryVector(auxiliary);
    header.addFiles(target.mappings());
    for (CaptureNotes.Made note : notes()) {
      header.add(CaptureNotes.NAME, note.type(), note.bytes());
    }
    for (ByteBuffer piece : header.bytes()) {
      output.put(MemorySegment.ofBuffer(piece));
    }
    Memory memory = target.memory();
    long written = 0;
    long missing = 0;
    for (CoreHeader.Part part : parts) {
      for (long at = part.start(); part.held() && at < part.end(); ) {
        MemorySegment room = output.room();
        long bytes = Math.min(room.byteSize(), part.end() - at);
        missing += memory.read(at, room, bytes);
        output.put(bytes);
        at += bytes;
        written += bytes;
      }
    }
    return new long[] {written, missing};
  }

  /// Cuts the address space into what is written and what is not.
  private void divide() {
    for (Area area : AddressSpace.areas(target)) {
      Mapping mapping = area.mapping();
      if (mapping.special()) {
        continue;
      }
      int flags = flags(mapping);
      if (isWhole(area)) {
        add(area.start(), area.end(), flags, true);
      } else if (area.kind() == Area.Kind.FILE && mapping.shared()) {
        add(area.start(), area.end(), flags, false);
      } else {
        divide(area, flags);
      }
    }
  }

  private static boolean isWhole(Area area) {
    return area.binary() != null && area.mapping().ofFile() && !area.mapping().executable();
  }

  private void divide(Area area, int flags) {
    long at = area.start();
    for (int run = pages.at(at); run < pages.count() && pages.start(run) < area.end(); run++) {
      if (!pages.readable(run)) {
        continue;
      }
      long start = Math.max(at, pages.start(run));
      long end = Math.min(area.end(), pages.end(run));
      boolean fill = start - at <= MOST_FILLED_BYTES && isUntouched(area.mapping(), at, start);
      add(at, start, flags, fill);
      add(start, end, flags, true);
      at = end;
    }
    add(at, area.end(), flags, false);
  }

  /// Whether memory reads as zeros because nobody ever wrote to it.
  private boolean isUntouched(Mapping mapping, long start, long end) {
    if (mapping.ofFile()) {
      return false;
    }
    for (int run = pages.at(start); run < pages.count() && pages.start(run) < end; run++) {
      if (pages.swapped(run)) {
        return false;
      }
    }
    return true;
  }

  private void add(long start, long end, int flags, boolean held) {
    if (start >= end) {
      return;
    }
    if (!parts.isEmpty()) {
      CoreHeader.Part last = parts.getLast();
      if (last.end() == start && last.flags() == flags && last.held() == held) {
        parts.set(parts.size() - 1, new CoreHeader.Part(last.start(), end, flags, held));
        return;
      }
    }
    parts.add(new CoreHeader.Part(start, end, flags, held));
  }

  private static int flags(Mapping mapping) {
    return (mapping.readable() ? ProgramHeader.PF_R : 0)
        | (mapping.writable() ? ProgramHeader.PF_W : 0)
        | (mapping.executable() ? ProgramHeader.PF_X : 0);
  }
}
