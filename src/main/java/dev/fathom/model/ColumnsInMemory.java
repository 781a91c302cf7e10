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
import dev.fathom.model.object.EdgeTable;
import dev.fathom.model.object.HeldObjects;
import dev.fathom.model.object.ObjectTable;
import dev.fathom.model.object.References;
import dev.fathom.model.object.SparseTables;
import dev.fathom.model.object.TypeTable;
import java.util.List;
import java.util.Map;

/// Columns that are in memory: empty, but for those that are put in before anybody reads them.
public final class ColumnsInMemory implements Columns {
  private List<Mapping> mappings = List.of();
  private List<Area> areas = List.of();
  private PageRuns pages = new PageRuns.Builder().build();
  private Heaps heaps = new Heaps(List.of(), List.of());
  private ClaimTable claims = new ClaimTable();
  private LoadedLibraries linkMap = LoadedLibraries.NONE;
  private Extents chunks = new Extents.Builder().build();
  private Extents blocks = new Extents.Builder().build();
  private PoolTable pools = new PoolTable();
  private ObjectTable objects = new ObjectTable();
  private TypeTable types = new TypeTable();
  private BufferTable buffers = new BufferTable();
  private References references =
      new References(new EdgeTable(), List.of(), Map.of(), List.of(), new HeldObjects());
  private SparseTables sparse = new SparseTables();

  /// Columns of which each is empty.
  public ColumnsInMemory() {}

  /// The columns of others, of which some are to be replaced.
  public ColumnsInMemory(Columns others) {
    mappings = others.mappings();
    areas = others.areas();
    pages = others.pages();
    heaps = others.heaps();
    claims = others.claims();
    linkMap = others.linkMap();
    chunks = others.chunks();
    blocks = others.blocks();
    pools = others.pools();
    objects = others.objects();
    types = others.types();
    buffers = others.buffers();
    references = others.references();
    sparse = others.sparse();
  }

  @Override
  public List<Mapping> mappings() {
    return mappings;
  }

  public ColumnsInMemory mappings(List<Mapping> column) {
    mappings = column;
    return this;
  }

  @Override
  public List<Area> areas() {
    return areas;
  }

  public ColumnsInMemory areas(List<Area> column) {
    areas = column;
    return this;
  }

  @Override
  public PageRuns pages() {
    return pages;
  }

  public ColumnsInMemory pages(PageRuns column) {
    pages = column;
    return this;
  }

  @Override
  public Heaps heaps() {
    return heaps;
  }

  public ColumnsInMemory heaps(Heaps column) {
    heaps = column;
    return this;
  }

  @Override
  public ClaimTable claims() {
    return claims;
  }

  public ColumnsInMemory claims(ClaimTable column) {
    claims = column;
    return this;
  }

  @Override
  public LoadedLibraries linkMap() {
    return linkMap;
  }

  public ColumnsInMemory linkMap(LoadedLibraries column) {
    linkMap = column;
    return this;
  }

  @Override
  public Extents chunks() {
    return chunks;
  }

  public ColumnsInMemory chunks(Extents column) {
    chunks = column;
    return this;
  }

  @Override
  public Extents blocks() {
    return blocks;
  }

  public ColumnsInMemory blocks(Extents column) {
    blocks = column;
    return this;
  }

  @Override
  public PoolTable pools() {
    return pools;
  }

  public ColumnsInMemory pools(PoolTable column) {
    pools = column;
    return this;
  }

  @Override
  public ObjectTable objects() {
    return objects;
  }

  public ColumnsInMemory objects(ObjectTable column) {
    objects = column;
    return this;
  }

  @Override
  public TypeTable types() {
    return types;
  }

  public ColumnsInMemory types(TypeTable column) {
    types = column;
    return this;
  }

  @Override
  public BufferTable buffers() {
    return buffers;
  }

  public ColumnsInMemory buffers(BufferTable column) {
    buffers = column;
    return this;
  }

  @Override
  public References references() {
    return references;
  }

  public ColumnsInMemory references(References column) {
    references = column;
    return this;
  }

  @Override
  public SparseTables sparse() {
    return sparse;
  }

  public ColumnsInMemory sparse(SparseTables column) {
    sparse = column;
    return this;
  }
}
