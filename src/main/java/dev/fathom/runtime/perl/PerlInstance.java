package dev.fathom.runtime.perl;

import dev.fathom.malloc.Violations;
import dev.fathom.model.object.ObjectList;
import dev.fathom.runtime.ChunkWords;
import dev.fathom.runtime.ReferenceSink;
import dev.fathom.runtime.Runtime;
import dev.fathom.runtime.RuntimeSink;
import dev.fathom.runtime.TypeSink;
import dev.fathom.runtime.perl.arena.LongArray;
import dev.fathom.runtime.perl.arena.PerlArenas;
import dev.fathom.runtime.perl.arena.PerlBinary;
import dev.fathom.runtime.perl.arena.PerlInterpreter;
import dev.fathom.runtime.perl.arena.PerlNames;
import dev.fathom.runtime.perl.arena.SvTypes;
import dev.fathom.runtime.perl.arena.Values;
import dev.fathom.runtime.perl.reference.OwnedChunks;
import dev.fathom.runtime.perl.reference.PerlImage;
import dev.fathom.runtime.perl.reference.PerlReferences;
import dev.fathom.runtime.perl.reference.Roots;
import dev.fathom.runtime.perl.reference.StaticReference;
import dev.fathom.runtime.perl.value.Bodies;
import dev.fathom.runtime.perl.value.PerlOffsets;
import dev.fathom.target.KeptMemory;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;

/// The interpreters of a perl during one hold: their arenas, which were read before the chunks are
/// seen, and what the walks kept.
final class PerlInstance implements Runtime.Instance {
  /// A rehearsal reads this many arenas.
  private static final long ARENAS_TO_REHEARSE = 1024;

  private final Shared shared;
  private final BitSet told = new BitSet();
  private final KeptMemory kept = new KeptMemory();
  private final ChunkWords largeChunks;
  private final LongArray keptStarts = new LongArray();
  private final LongArray keptEnds = new LongArray();
  private final List<StaticReference> statics = new ArrayList<>();

  /// What all walks need.
  record Shared(
      PerlBinary binary,
      Words words,
      List<PerlInterpreter> interpreters,
      Bodies bodies,
      PerlOffsets offsets,
      PerlArenas arenas,
      Values values,
      SvTypes types) {}

  private PerlInstance(
      PerlBinary binary,
      Set<Long> inVariables,
      Target target,
      Words words,
      Violations violations,
      long mostArenas) {
    largeChunks = new ChunkWords(target);
    Bodies bodies = new Bodies(binary.layout());
    PerlOffsets offsets = new PerlOffsets(binary.layout());
    List<PerlInterpreter> interpreters = PerlInterpreter.find(binary, inVariables, target, words);
    PerlArenas arenas =
        PerlArenas.read(interpreters, bodies, target, words, violations, mostArenas);
    shared =
        new Shared(
            binary,
            words,
            interpreters,
            bodies,
            offsets,
            arenas,
            new Values(arenas, bodies, offsets, Words.scattered(target.memory()), interpreters),
            new SvTypes(offsets));
  }

  static PerlInstance of(
      PerlBinary binary, Set<Long> inVariables, Target target, Words words, Violations violations) {
    return new PerlInstance(binary, inVariables, target, words, violations, Long.MAX_VALUE);
  }

  /// Some of the arenas, of which nothing is kept.
  static PerlInstance rehearsal(
      PerlBinary binary, Set<Long> inVariables, Target target, Words words, Violations violations) {
    return new PerlInstance(binary, inVariables, target, words, violations, ARENAS_TO_REHEARSE);
  }

  @Override
  public Runtime.Walk walk(Words words, RuntimeSink sink) {
    return new PerlWalk(this, shared, new PerlWalk.Kept(largeChunks.another()), sink);
  }

  /// Takes over what was found in a stretch that lies above all those before.
  ///
  /// @param arenas numbers of those that lie in it
  void join(BitSet arenas, PerlWalk.Kept stretch, List<StaticReference> references) {
    told.or(arenas);
    kept.append(stretch.words());
    largeChunks.append(stretch.largeChunks());
    keptStarts.addAll(stretch.starts());
    keptEnds.addAll(stretch.ends());
    statics.addAll(references);
  }

  @Override
  public void finish(TypeSink sink) {
    List<PerlArenas.SvArena> all = shared.arenas().all();
    for (int arena = told.nextClearBit(0);
        arena < all.size();
        arena = told.nextClearBit(arena + 1)) {
      sink.violation("arena of SVs in no chunk of malloc", all.get(arena).start);
    }
    shared.types().tell(new PerlNames(shared.arenas(), shared.offsets()), shared.words(), sink);
    kept.seal();
  }

  @Override
  public void kept(long from, long until, LongConsumer listener) {
    if (until - from > PerlWalk.SMALL_CHUNK_BYTES) {
      largeChunks.tell(from, listener);
    } else {
      kept.tell(from, until, listener);
    }
  }

  @Override
  public void references(ObjectList objects, ReferenceSink references, TypeSink sink) {
    List<PerlInterpreter> interpreters = shared.interpreters();
    PerlImage image = new PerlImage(shared.arenas(), kept, keptStarts, keptEnds);
    OwnedChunks owned = new OwnedChunks(image, interpreters, references);
    PerlInterpreter first = interpreters.isEmpty() ? null : interpreters.getFirst();
    new PerlReferences(
            image,
            shared.binary().layout(),
            shared.offsets(),
            shared.bodies(),
            shared.values(),
            new PerlNames(shared.arenas(), shared.offsets()),
            shared.types(),
            owned,
            first == null ? 0 : first.value("strtab"),
            first == null ? 0 : first.value("main_cv"),
            sink.values(),
            references)
        .tell(objects);
    owned.finish();
    Roots roots = new Roots(image, shared.binary().layout(), references);
    for (int number = 0; number < interpreters.size(); number++) {
      roots.interpreter(interpreters.get(number), number);
    }
    roots.statics(statics);
    roots.unclaimed();
    if (image.exhausted()) {
      sink.violation("arrays of values overlap", 0);
    }
  }
}
