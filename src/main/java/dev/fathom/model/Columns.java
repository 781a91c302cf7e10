package dev.fathom.model;

import dev.fathom.model.column.Extents;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.ClaimTable;
import dev.fathom.model.memory.Heaps;
import dev.fathom.model.memory.LoadedLibraries;
import dev.fathom.model.memory.Mapping;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.model.memory.PoolTable;
import dev.fathom.model.object.BufferTable;
import dev.fathom.model.object.ObjectTable;
import dev.fathom.model.object.References;
import dev.fathom.model.object.SparseTables;
import dev.fathom.model.object.TypeTable;
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

  ClaimTable claims();

  LoadedLibraries linkMap();

  Extents chunks();

  Extents blocks();

  PoolTable pools();

  ObjectTable objects();

  TypeTable types();

  BufferTable buffers();

  References references();

  SparseTables sparse();
}
