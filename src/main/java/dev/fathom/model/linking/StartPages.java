package dev.fathom.model.linking;

import java.util.Arrays;

/// The pages of a file that are written when it is loaded: they are not the file's any more, and
/// each process that is started has its own.
///
/// The loader fills in places; it notes addresses in what the file tells it (`_DYNAMIC`) and two in
/// the table of calls (`elf_dynamic_do_Rela`, `elf_get_dynamic_info` and
/// `elf_machine_runtime_setup` in glibc's `elf`); and where data end within a page and zeros
/// follow, the rest of the page is cleared.
public final class StartPages {
  private static final long PAGE_BYTES = 4096;

  /// The table of calls begins with three words, of which the loader sets the second and third.
  private static final long CALL_HEAD = 8;

  private StartPages() {}

  /// {@return the first addresses of the pages, before the load bias, ascending} **Cost:** a sort
  /// of as many as there are places.
  public static long[] of(LinkedFile file) {
    RelocationColumns places = file.relocations();
    LinkedFile.Layout layout = file.layout();
    long[] pages = new long[2 * places.count() + 3 + layout.segments().size()];
    int count = 0;
    long previous = -1;
    for (int i = 0; i < places.count(); i++) {
      long first = places.place(i) & -PAGE_BYTES;
      long last = places.place(i) + written(file, i) - 1 & -PAGE_BYTES;
      if (first != previous || last != first) {
        pages[count++] = first;
        pages[count++] = last;
      }
      previous = last;
    }
    if (layout.dynamic() != 0 && isWritable(layout, layout.dynamic())) {
      pages[count++] = layout.dynamic() & -PAGE_BYTES;
    }
    boolean calls = hasCalls(places);
    if (layout.callTable() != 0 && calls && !file.habits().bindsNow()) {
      pages[count++] = layout.callTable() + CALL_HEAD & -PAGE_BYTES;
    }
    for (LinkedFile.Segment segment : layout.segments()) {
      if (segment.writable()
          && segment.end() > segment.fileEnd()
          && segment.fileEnd() % PAGE_BYTES != 0) {
        pages[count++] = segment.fileEnd() & -PAGE_BYTES;
      }
    }
    Arrays.sort(pages, 0, count);
    int distinct = 0;
    for (int i = 0; i < count; i++) {
      if (i == 0 || pages[i] != pages[i - 1]) {
        pages[distinct++] = pages[i];
      }
    }
    return Arrays.copyOf(pages, distinct);
  }

  /// A variable that is copied is as long as its symbol says.
  private static long written(LinkedFile file, int relocation) {
    RelocationColumns places = file.relocations();
    return places.kind(relocation) == RelocationColumns.Kind.COPY
        ? Math.clamp(file.symbols().size(places.symbol(relocation)), 1, PAGE_BYTES)
        : Long.BYTES;
  }

  private static boolean hasCalls(RelocationColumns places) {
    for (int i = places.count() - 1; i >= 0; i--) {
      if (places.kind(i) == RelocationColumns.Kind.CALL) {
        return true;
      }
    }
    return false;
  }

  private static boolean isWritable(LinkedFile.Layout layout, long address) {
    return layout.segments().stream()
        .anyMatch(each -> each.writable() && address >= each.start() && address < each.fileEnd());
  }
}
