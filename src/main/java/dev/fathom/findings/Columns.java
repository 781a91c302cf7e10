package dev.fathom.findings;

import dev.fathom.target.Area;
import dev.fathom.target.Mapping;
import dev.fathom.target.PageRuns;
import java.util.List;

/// The columns of [Findings], which says what each of them is.
///
/// Those of a file are read when they are asked for; that can fail, with an
/// [java.io.UncheckedIOException] whose cause says it in one line.
public interface Columns {
  List<Mapping> mappings();

  List<Area> areas();

  PageRuns pages();

  Heaps heaps();

  Extents chunks();

  Extents blocks();

  PoolTable pools();

  ObjectTable objects();

  TypeTable types();

  BufferTable buffers();

  References references();
}
