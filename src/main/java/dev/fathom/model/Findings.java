package dev.fathom.model;

import dev.fathom.model.column.Extents;
import dev.fathom.model.dialect.Dialect;
import dev.fathom.model.dialect.NoRuntime;
import dev.fathom.model.dialect.SeveralRuntimes;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.ClaimTable;
import dev.fathom.model.memory.Heaps;
import dev.fathom.model.memory.HugePages;
import dev.fathom.model.memory.KernelCounts;
import dev.fathom.model.memory.LoadedLibraries;
import dev.fathom.model.memory.Mapping;
import dev.fathom.model.memory.PageCounters;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.model.memory.PoolTable;
import dev.fathom.model.memory.SharedSegment;
import dev.fathom.model.object.BufferTable;
import dev.fathom.model.object.ObjectTable;
import dev.fathom.model.object.References;
import dev.fathom.model.object.SparseTables;
import dev.fathom.model.object.TypeTable;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is known about a target at one moment.
///
/// The columns are in memory, or in a file, and then they are read when somebody asks for them.
/// What follows from them is none of their business: see `analysis.Analysis`.
public final class Findings {
  private final Identity identity;
  private final List<RuntimeIdentity> runtimes;
  private final Dialect dialect;
  private final List<String> allocators;
  private final Columns columns;
  private final Cost cost;
  private final Optional<KernelCounts> kernel;
  private final HugePages hugePages;
  private final Optional<SharedSegment> sharedSegment;
  private final List<Warning> warnings;
  private final String subject;
  private final List<UnreadRuntime> unread;

  /// An instance of a language's runtime.
  ///
  /// @param dialect in whose words it is told
  /// @param version as far as it shows; may be empty
  /// @param title as a reader calls it, with its version
  /// @param stripped whether its binary has no symbol table
  /// @param instance what tells it from others of its runtime in the process; empty where there is
  ///   only one
  public record RuntimeIdentity(
      Dialect dialect, String version, String title, boolean stripped, String instance) {
    /// {@return its name for programs}
    public String name() {
      return dialect.runtime();
    }
  }

  private Findings(Builder parts) {
    this.identity = parts.identity;
    this.runtimes = List.copyOf(parts.runtimes);
    this.dialect = dialect(runtimes);
    this.allocators = parts.allocators;
    this.columns = parts.columns;
    this.cost = parts.cost;
    this.kernel = parts.kernel;
    this.hugePages = parts.hugePages;
    this.sharedSegment = parts.sharedSegment;
    this.warnings = parts.warnings;
    this.subject = parts.subject;
    this.unread = parts.unread;
  }

  /// Begins findings. What nobody adds is not there.
  ///
  /// @param identity who the target is
  public static Builder of(Identity identity) {
    return new Builder(identity);
  }

  /// Puts findings together: each method adds what that of [Findings] with its name returns.
  public static final class Builder {
    private final Identity identity;
    private List<RuntimeIdentity> runtimes = List.of();
    private List<String> allocators = List.of();
    private Columns columns = new ColumnsInMemory();
    private Cost cost = Cost.NONE;
    private Optional<KernelCounts> kernel = Optional.empty();
    private HugePages hugePages = HugePages.NONE;
    private Optional<SharedSegment> sharedSegment = Optional.empty();
    private List<Warning> warnings = List.of();
    private String subject;
    private List<UnreadRuntime> unread = List.of();

    private Builder(Identity identity) {
      this.identity = identity;
      this.subject = Integer.toString(identity.process());
    }

    private Builder(Findings findings) {
      this.identity = findings.identity;
      this.runtimes = findings.runtimes;
      this.allocators = findings.allocators;
      this.columns = findings.columns;
      this.cost = findings.cost;
      this.kernel = findings.kernel;
      this.hugePages = findings.hugePages;
      this.sharedSegment = findings.sharedSegment;
      this.warnings = findings.warnings;
      this.subject = findings.subject;
      this.unread = findings.unread;
    }

    /// Adds the runtimes, all at once.
    public Builder runtimes(List<RuntimeIdentity> found) {
      runtimes = found;
      return this;
    }

    public Builder allocators(List<String> names) {
      allocators = names;
      return this;
    }

    /// Adds the columns, all at once.
    public Builder columns(Columns all) {
      columns = all;
      return this;
    }

    public Builder cost(Cost spent) {
      cost = spent;
      return this;
    }

    public Builder kernel(Optional<KernelCounts> counts) {
      kernel = counts;
      return this;
    }

    public Builder hugePages(HugePages counted) {
      hugePages = counted;
      return this;
    }

    public Builder sharedSegment(Optional<SharedSegment> segment) {
      sharedSegment = segment;
      return this;
    }

    public Builder warnings(List<Warning> all) {
      warnings = all;
      return this;
    }

    public Builder subject(String name) {
      subject = name;
      return this;
    }

    public Builder unread(List<UnreadRuntime> runtimes) {
      unread = runtimes;
      return this;
    }

    public Findings build() {
      return new Findings(this);
    }
  }

  /// {@return the same with other warnings}
  public Findings with(List<Warning> others) {
    return new Builder(this).warnings(others).build();
  }

  /// {@return the same, called by another name}
  ///
  /// @param name by which a command finds them: a process id, or the name of a file
  public Findings called(String name) {
    return new Builder(this).subject(name).build();
  }

  /// {@return who it is}
  public Identity identity() {
    return identity;
  }

  /// {@return what the process is called: an interpreter by its file, which tells its version; any
  /// other program as it was started; of the target's choosing}
  public String program() {
    ProgramName program = identity.program();
    return runtimes.isEmpty() ? program.name() : program.file();
  }

  /// {@return what a command finds these findings by: a process id, or the name of a file}
  public String subject() {
    return subject;
  }

  /// {@return the instances of languages' runtimes found in it; a type tells the place of its own
  /// in this list}
  public List<RuntimeIdentity> runtimes() {
    return runtimes;
  }

  /// {@return the first of them: the one that the program is told as}
  public Optional<RuntimeIdentity> runtime() {
    return runtimes.stream().findFirst();
  }

  private static Dialect dialect(List<RuntimeIdentity> runtimes) {
    Map<String, Dialect> languages = new LinkedHashMap<>();
    runtimes.forEach(each -> languages.putIfAbsent(each.name(), each.dialect()));
    return switch (languages.size()) {
      case 0 -> new NoRuntime();
      case 1 -> runtimes.getFirst().dialect();
      default -> new SeveralRuntimes(List.copyOf(languages.values()));
    };
  }

  /// {@return what they are called, each once}
  public List<String> runtimeTitles() {
    return runtimes.stream().map(RuntimeIdentity::title).distinct().toList();
  }

  /// {@return the runtimes found in it whose heaps were not read}
  public List<UnreadRuntime> unread() {
    return unread;
  }

  /// {@return those that may hold memory by references that were not read: what else holds it does
  /// not hold it alone, and what nothing else holds need not be lost}
  public List<UnreadRuntime> hiding() {
    return unread.stream().filter(UnreadRuntime::hides).toList();
  }

  /// {@return whether it is not known who holds the memory that is told of: all of it may be held
  /// by what was not read}
  public boolean ownersHidden() {
    return runtimes.isEmpty() && !hiding().isEmpty();
  }

  /// {@return in whose words this is told}
  public Dialect dialect() {
    return dialect;
  }

  /// {@return names of the allocators found in it}
  public List<String> allocators() {
    return allocators;
  }

  /// {@return what the look did cost}
  public Cost cost() {
    return cost;
  }

  /// {@return what the kernel counts beside the pages; empty for a core, which does not tell}
  public Optional<KernelCounts> kernel() {
    return kernel;
  }

  /// {@return its transparent huge pages; none where they are not known, as of most cores}
  public HugePages hugePages() {
    return hugePages;
  }

  /// {@return the shared memory of which it has most, where others have it too; empty of a core}
  public Optional<SharedSegment> sharedSegment() {
    return sharedSegment;
  }

  /// {@return the kernel's Rss} While the target was held its pages were counted. The kernel's own
  /// counters were read before and after; where these do not agree with the pages, this is the
  /// nearer of the two.
  public long rss() {
    long counted = counters().rss();
    return kernel.map(counts -> counts.nearest(counted)).orElse(counted);
  }

  /// {@return what the reader must know}
  public List<Warning> warnings() {
    return warnings;
  }

  /// {@return all columns}
  public Columns columns() {
    return columns;
  }

  /// {@return the mappings in address order, with the kernel's counters}
  public List<Mapping> mappings() {
    return columns.mappings();
  }

  /// {@return the mappings cut by purpose, in address order}
  public List<Area> areas() {
    return columns.areas();
  }

  /// {@return which pages are there}
  public PageRuns pages() {
    return columns.pages();
  }

  /// {@return which arena fills which range with chunks}
  public Heaps heaps() {
    return columns.heaps();
  }

  /// {@return who read which memory}
  public ClaimTable claims() {
    return columns.claims();
  }

  /// {@return what its loader has linked}
  public LoadedLibraries linkMap() {
    return columns.linkMap();
  }

  /// {@return pieces of the allocators' memory; states are codes of
  /// [dev.fathom.model.memory.ChunkState]}
  public Extents chunks() {
    return columns.chunks();
  }

  /// {@return pieces of the runtime's own memory; states are codes of
  /// [dev.fathom.model.memory.BlockState]} Where both tell something, blocks refine chunks.
  public Extents blocks() {
    return columns.blocks();
  }

  /// {@return the runtime's pools}
  public PoolTable pools() {
    return columns.pools();
  }

  /// {@return the runtime's objects}
  public ObjectTable objects() {
    return columns.objects();
  }

  /// {@return the types of the objects}
  public TypeTable types() {
    return columns.types();
  }

  /// {@return live memory that holds no object, and who owns it}
  public BufferTable buffers() {
    return columns.buffers();
  }

  /// {@return what the objects refer to}
  public References references() {
    return columns.references();
  }

  /// {@return the tables and buffers of objects that are much larger than what is in them needs}
  public SparseTables sparse() {
    return columns.sparse();
  }

  /// {@return the kernel's counters over all mappings}
  public PageCounters counters() {
    PageCounters sum = PageCounters.NONE;
    for (Mapping mapping : mappings()) {
      sum = sum.plus(mapping.counters());
    }
    return sum;
  }

  /// {@return how much of what purpose is in the swap area; what has none there is left out}
  public Map<Area.Kind, Long> swapped() {
    Map<Area.Kind, Long> swapped = new EnumMap<>(Area.Kind.class);
    PageRuns pages = pages();
    for (Area area : areas()) {
      for (int run = pages.at(area.start());
          run < pages.count() && pages.start(run) < area.end();
          run++) {
        if (pages.swapped(run)) {
          long start = Math.max(area.start(), pages.start(run));
          long end = Math.min(area.end(), pages.end(run));
          swapped.merge(area.kind(), end - start, Long::sum);
        }
      }
    }
    return swapped;
  }

  /// {@return the size of the address space in bytes}
  public long virtualBytes() {
    long bytes = 0;
    for (Mapping mapping : mappings()) {
      bytes += mapping.bytes();
    }
    return bytes;
  }

  /// {@return whether something is missing in the answer}
  public boolean partial() {
    return warnings.stream().anyMatch(Warning::partial);
  }
}
