package dev.fathom.snapshot;

import dev.fathom.model.Columns;
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
import dev.fathom.snapshot.rows.AreaRows;
import dev.fathom.snapshot.rows.BufferRows;
import dev.fathom.snapshot.rows.ClaimRows;
import dev.fathom.snapshot.rows.EdgeRows;
import dev.fathom.snapshot.rows.HeapRows;
import dev.fathom.snapshot.rows.HeldRows;
import dev.fathom.snapshot.rows.HolderRows;
import dev.fathom.snapshot.rows.LayoutRows;
import dev.fathom.snapshot.rows.LibraryRows;
import dev.fathom.snapshot.rows.MappingRows;
import dev.fathom.snapshot.rows.NameRows;
import dev.fathom.snapshot.rows.ObjectRows;
import dev.fathom.snapshot.rows.PageRows;
import dev.fathom.snapshot.rows.PieceRows;
import dev.fathom.snapshot.rows.PoolRows;
import dev.fathom.snapshot.rows.RootRows;
import dev.fathom.snapshot.rows.SparseRows;
import dev.fathom.snapshot.rows.TypeRows;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// The columns of a file, each of which is read when it is asked for first.
final class StoredColumns implements Columns {
  private final Stored<List<Mapping>> mappings;
  private final Stored<List<Area>> areas;
  private final Stored<PageRuns> pages;
  private final Stored<Heaps> heaps;
  private final Stored<ClaimTable> claims;
  private final Stored<LoadedLibraries> linkMap;
  private final Stored<Extents> chunks;
  private final Stored<Extents> blocks;
  private final Stored<PoolTable> pools;
  private final Stored<ObjectTable> objects;
  private final Stored<TypeTable> types;
  private final Stored<BufferTable> buffers;
  private final Stored<References> references;
  private final Stored<SparseTables> sparse;

  StoredColumns(SnapshotFile file) {
    mappings = file.stored(() -> MappingRows.read(file.open(MappingRows.TABLE)));
    areas = file.stored(() -> AreaRows.read(file.open(AreaRows.TABLE), mappings()));
    pages = file.stored(() -> PageRows.read(file.open(PageRows.TABLE)));
    heaps =
        file.stored(() ->
            HeapRows.read(
                file.open(HeapRows.ARENAS),
                file.open(HeapRows.HEAPS),
                file.has(HeapRows.FIGURES)
                    ? Optional.of(file.open(HeapRows.FIGURES))
                    : Optional.empty(),
                file.dialects()));
    claims = file.stored(() -> claims(file));
    linkMap = file.stored(() -> linkMap(file));
    chunks = file.stored(() -> PieceRows.read(file.open(PieceRows.CHUNKS), PieceRows.CHUNK_STATES));
    blocks = file.stored(() -> PieceRows.read(file.open(PieceRows.BLOCKS), PieceRows.BLOCK_STATES));
    pools = file.stored(() -> PoolRows.read(file.open(PoolRows.TABLE)));
    objects = file.stored(() -> ObjectRows.read(file.open(ObjectRows.TABLE)));
    types = file.stored(() -> types(file));
    buffers =
        file.stored(() ->
            BufferRows.read(
                file.open(BufferRows.TABLE),
                file.rows(ObjectRows.TABLE),
                HolderRows.read(file.open(HolderRows.TABLE))));
    references = file.stored(() -> references(file));
    sparse = file.stored(() -> sparse(file));
  }

  private static ClaimTable claims(SnapshotFile file) throws IOException {
    // Snapshots that were written before there were claims do not tell.
    return file.has(ClaimRows.TABLE)
        ? ClaimRows.read(file.open(ClaimRows.TABLE))
        : new ClaimTable();
  }

  private static LoadedLibraries linkMap(SnapshotFile file) throws IOException {
    // Snapshots that were written before there was this table do not tell.
    return file.has(LibraryRows.TABLE)
        ? LibraryRows.read(file.open(LibraryRows.TABLE))
        : LoadedLibraries.NONE;
  }

  private static TypeTable types(SnapshotFile file) throws IOException {
    TypeTable types = TypeRows.read(file.open(TypeRows.TABLE), file.runtimes());
    // Snapshots that were written before there were layouts do not tell.
    if (file.has(LayoutRows.TABLE)) {
      LayoutRows.read(file.open(LayoutRows.TABLE), file.open(LayoutRows.FIELDS), types);
    }
    return types;
  }

  private static References references(SnapshotFile file) throws IOException {
    int objects = file.rows(ObjectRows.TABLE);
    List<String> fields = NameRows.readFields(file.open(NameRows.FIELDS));
    return new References(
        EdgeRows.read(file.open(EdgeRows.TABLE), file.open(ObjectRows.TABLE), fields.size()),
        RootRows.read(file.open(RootRows.TABLE), objects),
        NameRows.readNames(file.open(NameRows.NAMES), objects),
        fields,
        HeldRows.read(file.open(HeldRows.TABLE), objects, file.open(HolderRows.TABLE).rows()));
  }

  private static SparseTables sparse(SnapshotFile file) throws IOException {
    // Snapshots that were written before there was this table do not tell.
    return file.has(SparseRows.TABLE)
        ? SparseRows.read(file.open(SparseRows.TABLE), file.rows(ObjectRows.TABLE))
        : new SparseTables();
  }

  @Override
  public List<Mapping> mappings() {
    return mappings.get();
  }

  @Override
  public List<Area> areas() {
    return areas.get();
  }

  @Override
  public PageRuns pages() {
    return pages.get();
  }

  @Override
  public Heaps heaps() {
    return heaps.get();
  }

  @Override
  public ClaimTable claims() {
    return claims.get();
  }

  @Override
  public LoadedLibraries linkMap() {
    return linkMap.get();
  }

  @Override
  public Extents chunks() {
    return chunks.get();
  }

  @Override
  public Extents blocks() {
    return blocks.get();
  }

  @Override
  public PoolTable pools() {
    return pools.get();
  }

  @Override
  public ObjectTable objects() {
    return objects.get();
  }

  @Override
  public TypeTable types() {
    return types.get();
  }

  @Override
  public BufferTable buffers() {
    return buffers.get();
  }

  @Override
  public References references() {
    return references.get();
  }

  @Override
  public SparseTables sparse() {
    return sparse.get();
  }
}
