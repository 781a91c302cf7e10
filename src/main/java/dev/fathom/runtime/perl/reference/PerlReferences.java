package dev.fathom.runtime.perl.reference;

import dev.fathom.model.object.EdgeKind;
import dev.fathom.model.object.ObjectList;
import dev.fathom.runtime.ReferenceSink;
import dev.fathom.runtime.perl.arena.PerlArenas;
import dev.fathom.runtime.perl.arena.PerlArenas.SvArena;
import dev.fathom.runtime.perl.arena.PerlNames;
import dev.fathom.runtime.perl.arena.SvTypes;
import dev.fathom.runtime.perl.arena.Values;
import dev.fathom.runtime.perl.layout.PerlLayout;
import dev.fathom.runtime.perl.value.Bodies;
import dev.fathom.runtime.perl.value.Code;
import dev.fathom.runtime.perl.value.Hashes;
import dev.fathom.runtime.perl.value.PerlOffsets;
import dev.fathom.runtime.perl.value.Sv;
import dev.fathom.runtime.perl.value.SvKind;
import dev.fathom.runtime.perl.words.PerlSyntax;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/// Follows what values refer to, from what was kept, and tells it with names as Perl writes them.
///
/// What is told is what a value owns a reference of, so that the references to a value add up to
/// its count; weak ones are left out. A name that begins with a sigil or a package is one for the
/// thing itself, wherever it was reached from; others are read after the way to the value.
public final class PerlReferences {
  /// Chains and lists end here at the latest.
  private static final int MOST_LINKS = 1 << 24;

  private static final int AV_REAL = 0x40000000; // SVpav_REAL
  private static final int MAGIC_COUNTED = 0x2; // MGf_REFCOUNTED
  private static final int KEY_IS_SV = -2; // HEf_SVKEY
  private static final int SUBSTRINGS = 3; // of struct reg_substr_data

  private static final int LAYER_HEAD = 32; // struct _PerlIO in perliol.h

  private static final int PIECE = 512;

  private final PerlImage image;

  /// What the names begin with of what the object at hand leads to.
  private String whose = "";

  private final PerlArenas arenas;
  private final PerlOffsets offsets;
  private final PerlLayout layout;
  private final Bodies bodies;
  private final Values values;
  private final PerlNames names;
  private final Subs subs;
  private final Pads pads;
  private final Hashes hashes;
  private final SymbolTables symbolTables;
  private final SvTypes types;
  private final OwnedChunks owned;
  private final UnusedRoom room;
  private final ReferenceSink sink;
  private final Map<String, Integer> fields = new HashMap<>();
  private final long sharedKeyTable;
  private final SourceKeys sourceKeys = new SourceKeys();
  private final boolean allKeys;

  // The names that most references have, as numbers.
  private final int keyField;
  private final int packageField;
  private final int[] dereferences;

  /// The words of an array or a table, a piece at a time.
  private final long[] piece = new long[PIECE];

  /// The value whose references are told.
  private int object;

  /// @param sharedKeyTable the hash of all shared keys: it owns none of them
  /// @param mainSub what stands for the program outside all subs
  /// @param allKeys whether the text of keys is wanted that are the program's data
  public PerlReferences(
      PerlImage image,
      PerlLayout layout,
      PerlOffsets offsets,
      Bodies bodies,
      Values values,
      PerlNames names,
      SvTypes types,
      OwnedChunks owned,
      long sharedKeyTable,
      long mainSub,
      boolean allKeys,
      ReferenceSink sink) {
    this.image = image;
    this.arenas = image.arenas();
    this.layout = layout;
    this.offsets = offsets;
    this.bodies = bodies;
    this.values = values;
    this.names = names;
    this.types = types;
    this.owned = owned;
    this.room = new UnusedRoom(image, offsets, sink);
    this.sharedKeyTable = sharedKeyTable;
    this.allKeys = allKeys;
    this.sink = sink;
    this.hashes = new Hashes(offsets);
    this.symbolTables = new SymbolTables(image, offsets);
    this.subs = new Subs(image, offsets, names, mainSub);
    this.pads = new Pads(image, layout, offsets, subs, this::field);
    keyField = field(PerlSyntax.KEY);
    packageField = field(" (package)");
    dereferences =
        IntStream.rangeClosed(0, Sv.TYPE_MASK).map(type -> field(dereference(type))).toArray();
  }

  /// Tells the references of all objects, in their order.
  public void tell(ObjectList objects) {
    for (int at = 0; at < objects.count(); at++) {
      if (types.kind(objects.type(at)) == SvKind.STASH) {
        symbolTables.add(objects.address(at));
      }
    }
    for (object = 0; object < objects.count(); object++) {
      sink.from(object);
      long address = objects.address(object);
      whose = whose(address);
      SvKind kind = types.kind(objects.type(object));
      switch (kind) {
        case HEK, COW -> {}
        case OPS -> slabs(address);
        case INTERPRETER -> owned.interpreter(object, address);
        default -> value(address, kind);
      }
    }
    for (object = 0; object < objects.count(); object++) {
      if (types.kind(objects.type(object)) == SvKind.HEK) {
        spell(objects.address(object));
      }
    }
  }

  /// {@return what names begin with in the interpreter that has an object: each has its own}
  private String whose(long address) {
    PerlArenas.SvArena arena = arenas.interpreters() > 1 ? arenas.arenaOf(address) : null;
    return arena == null ? "" : Roots.whose(arena.interpreter);
  }

  private void spell(long address) {
    long hek = address + offsets.sharedKey;
    String text = names.key(hek, image::inChunk);
    if (allKeys || sourceKeys.tells(hek, text)) {
      sink.spelling(address, text);
    }
  }

  private int field(String name) {
    return fields.computeIfAbsent(
        !whose.isEmpty() && PerlSyntax.isName(name) ? whose + name : name, sink::field);
  }

  private boolean refer(long to, String name) {
    return to != 0 && sink.edge(to, EdgeKind.FIELD, field(name));
  }

  private boolean refer(long to, int field) {
    return to != 0 && sink.edge(to, EdgeKind.FIELD, field);
  }

  private void referKey(long hek) {
    if (hek != 0) {
      refer(hek - offsets.sharedKey, keyField);
    }
  }

  private void value(long address, SvKind kind) {
    SvArena arena = arenas.arenaOf(address);
    if (arena == null || arena.type != PerlArenas.HEADS) {
      return;
    }
    int slot = (int) ((address - arena.start) / Sv.HEAD_BYTES);
    int flags = PerlArenas.flags(arena, slot);
    long any = PerlArenas.any(arena, slot);
    long own = PerlArenas.payload(arena, slot);
    int type = Sv.type(flags);
    if (type > Sv.NV) {
      sink.owns(bodies.start(flags, any));
    }
    if (type >= Sv.PVMG) {
      long stash = values.stash(flags, any);
      refer(stash, packageField);
      magic(image.u64(any + offsets.bodyMagic));
    }
    if (Sv.isReference(flags)) {
      if ((flags & Sv.WEAK) == 0) {
        String function = symbolTables.contain(address) ? subs.named(own) : "";
        refer(own, function.isEmpty() ? dereferenceField(own) : field("&" + function));
      }
    } else if (own != 0 && Sv.mayHaveBuffer(flags)) {
      buffer(flags, any, own);
    }
    switch (type) {
      case Sv.PVGV -> glob(address, flags, any, own);
      case Sv.PVLV -> {
        glob(address, flags, any, own);
        refer(image.u64(any + layout.offset("xpvlv", "xlv_targ")), " (target)");
      }
      case Sv.PVAV -> array(address, kind, flags, any, own);
      case Sv.PVHV -> hash(address, flags, any, own);
      case Sv.PVCV, Sv.PVFM -> sub(address, any);
      case Sv.PVIO -> handle(any, own);
      case Sv.REGEXP -> regexp(any);
      case Sv.PVOBJ -> classObject(any);
      default -> {}
    }
  }

  /// How Perl writes that a reference is followed.
  private int dereferenceField(long to) {
    int flags = arenas.flagsAt(to);
    return Sv.isGlob(flags) && !Sv.isCopiedGlob(flags)
        ? field("->**")
        : dereferences[Sv.type(flags)];
  }

  private static String dereference(int type) {
    return switch (type) {
      case Sv.PVAV -> "->@*";
      case Sv.PVHV -> "->%*";
      case Sv.PVCV -> "->&*";
      default -> "->$*";
    };
  }

  private void buffer(int flags, long any, long own) {
    boolean shared = (flags & Sv.IS_COW) != 0;
    if (image.u64(any + offsets.bufferBytes) == 0) {
      if (shared) {
        referKey(own - offsets.keyText); // the text of a shared key
      }
      return;
    }
    long start = values.bufferStartOf(flags, own);
    if (!shared || !refer(start, " (shared buffer)")) {
      room.ofString(flags, any, start, sink.owns(start));
    }
  }

  private void magic(long first) {
    long mg = first;
    for (int count = 0; mg != 0 && count < MOST_LINKS && sink.owns(mg) > 0; count++) {
      long magicObject = image.u64(mg + layout.offset("magic", "mg_obj"));
      int kind = image.u8(mg + layout.offset("magic", "mg_type"));
      int flags = image.u8(mg + layout.offset("magic", "mg_flags"));
      if ((flags & MAGIC_COUNTED) != 0) {
        refer(magicObject, " (magic " + magicName(kind) + ")");
      }
      long text = image.u64(mg + layout.offset("magic", "mg_ptr"));
      if ((int) image.u64(mg + layout.offset("magic", "mg_len")) == KEY_IS_SV) {
        refer(text, " (magic key)");
      } else {
        owned.own(object, text);
      }
      mg = image.u64(mg + layout.offset("magic", "mg_moremagic"));
    }
  }

  private static String magicName(int kind) {
    return kind > ' ' && kind < 0x7f ? String.valueOf((char) kind) : String.valueOf(kind);
  }

  private void glob(long address, int flags, long any, long gp) {
    if (!Sv.isGlob(flags)) {
      return;
    }
    referKey(image.u64(any + offsets.globName));
    sink.owns(gp);
    if (!image.holds(gp)) {
      return;
    }
    // What is in no symbol table is read after the way to it.
    String name = symbolTables.contain(address) ? subs.qualifiedGlob(any) : "";
    long hash = member(gp, "gp_hv");
    String inner = hash == 0 ? "" : names.stash(hash, image::u64);
    refer(member(gp, "gp_sv"), name.isEmpty() ? PerlSyntax.slot("SCALAR") + "->$*" : "$" + name);
    refer(member(gp, "gp_av"), name.isEmpty() ? PerlSyntax.slot("ARRAY") : "@" + name);
    if (!inner.isEmpty()) {
      refer(hash, "%" + inner + "::");
    } else {
      refer(hash, name.isEmpty() ? PerlSyntax.slot("HASH") : "%" + name);
    }
    refer(member(gp, "gp_cv"), function(gp, name));
    refer(member(gp, "gp_io"), name.isEmpty() ? PerlSyntax.slot("IO") : "*" + name + "{IO}");
    refer(
        member(gp, "gp_form"),
        name.isEmpty() ? PerlSyntax.slot("FORMAT") : "*" + name + "{FORMAT}");
    referKey(member(gp, "gp_file_hek"));
  }

  /// A method that was found in another class is kept beside `gp_cvgen` (`gv.h`), until a class
  /// changes: it is no function of that name.
  private String function(long gp, String name) {
    if (image.u32(gp + layout.offset("gp", "gp_cv") + Long.BYTES) != 0) {
      return " (inherited method)";
    }
    return name.isEmpty() ? PerlSyntax.slot("CODE") : "&" + name;
  }

  private long member(long gp, String member) {
    return image.u64(gp + layout.offset("gp", member));
  }

  private void array(long address, SvKind kind, int flags, long any, long elements) {
    long table = image.u64(any + offsets.arrayAlloc);
    long bytes = sink.owns(table);
    if ((flags & AV_REAL) == 0) {
      return; // a stack, @_, or back-references: nothing in it is counted
    }
    if (kind != SvKind.PAD) {
      room.ofArray(any, table, bytes);
    }
    Pads.Fields lexicals = kind == SvKind.PAD ? pads.of(address) : null;
    long count = image.u64(any + offsets.arrayFill) + 1;
    for (long place = 0; place < count; ) {
      int here = image.inChunk(elements + place * Long.BYTES, piece, count - place);
      if (here == 0) {
        return;
      }
      for (int at = 0; at < here; at++, place++) {
        if (piece[at] != 0) {
          if (lexicals == null) {
            sink.edge(piece[at], EdgeKind.INDEX, place);
          } else {
            sink.edge(piece[at], EdgeKind.FIELD, lexicals.at(place));
            if (lexicals.unnamed(place)) {
              constantKey(piece[at]);
            }
          }
        }
      }
    }
  }

  private void hash(long address, int flags, long any, long buckets) {
    long max = image.u64(any + offsets.hashMax);
    long bytes = sink.owns(buckets);
    long aux = hashes.aux(flags, any, buckets, max);
    boolean stash = aux != 0 && image.u64(aux + offsets.auxName) != 0;
    if (address != sharedKeyTable) {
      if (!stash) {
        room.ofHash(any, buckets, bytes);
      }
      buckets(buckets, max + 1, stash);
    }
    if (aux != 0) {
      auxiliary(aux);
    }
  }

  private void buckets(long table, long count, boolean stash) {
    for (long bucket = 0; bucket < count; ) {
      int here = image.inChunk(table + bucket * Long.BYTES, piece, count - bucket);
      if (here == 0) {
        return;
      }
      for (int at = 0; at < here; at++, bucket++) {
        chain(piece[at], stash);
      }
    }
  }

  /// The entries of one bucket. Each is owned once: a chain that was torn into a ring ends.
  ///
  /// @param stash whether it is a symbol table, of globs
  private void chain(long first, boolean stash) {
    long entry = first;
    while (entry != 0 && sink.owns(entry) > 0) {
      SvArena entries = arenas.arenaOf(entry);
      if (entries == null || entries.type != Bodies.HASH_ENTRY) {
        return; // torn
      }
      long key = entries.u64(entry + offsets.entryKey);
      long content = entries.u64(entry + offsets.entryValue);
      if (stash) {
        sourceKeys.add(key);
      }
      if (content != 0) {
        if (stash && Sv.isGlob(arenas.flagsAt(content))) {
          refer(content, "*" + subs.glob(content));
        } else {
          sink.edge(content, EdgeKind.KEY, key - offsets.sharedKey);
        }
      }
      if (key != 0 && !refer(key - offsets.sharedKey, keyField)) {
        sink.owns(key); // a hash that shares no keys has its own
      }
      entry = entries.u64(entry + offsets.entryNext);
    }
  }

  private void auxiliary(long aux) {
    int nameCount = image.u32(aux + offsets.auxNameCount);
    long name = image.u64(aux + offsets.auxName);
    if (nameCount == 0) {
      referKey(name);
    } else if (sink.owns(name) > 0) {
      for (int i = 0; i < Math.abs((long) nameCount) && image.mayLook(name + 8L * i); i++) {
        referKey(image.u64(name + 8L * i));
      }
    }
    long backReferences = image.u64(aux + offsets.auxBackReferences);
    if (Sv.type(arenas.flagsAt(backReferences)) == Sv.PVAV) {
      refer(backReferences, " (back-references)");
    }
    long meta = image.u64(aux + offsets.auxMroMeta);
    if (sink.owns(meta) > 0) {
      for (String member :
          new String[] {
            "mro_linear_all", "mro_linear_current", "mro_nextmethod", "isa", "super", "destroy"
          }) {
        refer(image.u64(meta + layout.offset("mro_meta", member)), " (methods)");
      }
    }
    for (String member :
        new String[] {
          "xhv_class_initfields_cv",
          "xhv_class_adjust_blocks",
          "xhv_class_param_map",
          "xhv_class_superclass"
        }) {
      if (layout.has("xpvhv_aux", member)) {
        refer(image.u64(aux + layout.offset("xpvhv_aux", member)), " (class)");
      }
    }
    if (layout.has("xpvhv_aux", "xhv_class_fields")) {
      padNames(image.u64(aux + layout.offset("xpvhv_aux", "xhv_class_fields")));
    }
  }

  private void sub(long address, long any) {
    int flags = image.u32(any + offsets.codeFlags);
    long name = image.u64(any + offsets.codeName);
    if ((flags & Code.NAMED) != 0) {
      referKey(name);
    } else if ((flags & Code.COUNTS_GLOB) != 0) {
      refer(name, " (glob)");
    }
    if ((flags & Code.WEAK_OUTSIDE) == 0) {
      refer(image.u64(any + offsets.codeOutside), PerlSyntax.OUTER);
    }
    if ((flags & Code.OWN_FILE_NAME) != 0) {
      owned.ownAround(object, image.u64(any + offsets.codeFile));
    }
    long root = image.u64(any + offsets.codeRoot);
    if ((flags & Code.XSUB) != 0) {
      // CvXSUBANY shares its place with CvSTART (cv.h): a constant's value, or what the code keeps.
      long kept = image.u64(any + offsets.codeStart);
      if ((flags & Code.CONSTANT) == 0 || !refer(kept, " (constant)")) {
        owned.own(object, kept);
      }
      return;
    }
    if (root != 0) {
      operations(root, subs.place(any));
    } else if (subs.operationsAreOfStart(address, any)) {
      operations(image.u64(any + offsets.codeStart), subs.place(any));
    }
    padlist(image.u64(any + offsets.codePadlist));
  }

  /// The slab that an operation lies in leads to the first one of its sub, which stands for all.
  private void operations(long operation, String place) {
    long slab = operation == 0 ? 0 : image.chunkAt(operation);
    if (slab != 0 && offsets.slabHead >= 0) {
      refer(
          image.u64(slab + offsets.slabHead),
          place.isEmpty() ? " (operations)" : " (operations, " + place + ")");
    }
  }

  private void padlist(long padlist) {
    if (padlist == 0 || sink.owns(padlist) == 0) {
      return;
    }
    long list = image.u64(padlist + offsets.padlistPads);
    long max = image.u64(padlist + offsets.padlistMax);
    sink.owns(list);
    padNames(image.u64(list));
    for (long depth = 1; depth <= max && image.mayLook(list + depth * Long.BYTES); depth++) {
      refer(image.u64(list + depth * Long.BYTES), " (pad)");
    }
  }

  private void padNames(long list) {
    if (list == 0 || sink.owns(list) == 0) {
      return;
    }
    long array = image.u64(list + layout.offset("padnamelist", "xpadnl_alloc"));
    long fill = image.u64(list + layout.offset("padnamelist", "xpadnl_fill"));
    sink.owns(array);
    for (long place = 0; place <= fill && image.mayLook(array + place * Long.BYTES); place++) {
      long name = image.u64(array + place * Long.BYTES);
      if (name != 0 && sink.owns(name) > 0) {
        refer(image.u64(name + layout.offset("padname", "xpadn_ourstash")), packageField);
        sink.owns(image.u64(name + layout.offset("padname", "xpadn_pv")));
      }
    }
  }

  private void slabs(long head) {
    long slab = head;
    for (int count = 0; slab != 0 && count < MOST_LINKS; count++) {
      owned.slab(object, slab);
      constants(slab);
      if (slab == head) {
        owned.own(object, image.u64(head + layout.offset("opslab", "opslab_freed")));
      }
      slab = image.u64(slab + layout.offset("opslab", "opslab_next"));
      if (slab != 0 && sink.owns(slab) == 0) {
        return;
      }
    }
  }

  /// Without threads, and for a while with them, a constant hangs on its operation.
  private void constants(long slab) {
    long bytes = image.chunkBytes(slab);
    for (long at = slab; at < slab + bytes && image.mayLook(at); at += Long.BYTES) {
      long word = image.u64(at);
      if (Sv.type(arenas.flagsAt(word)) != Sv.FREE) {
        refer(word, " (constant)");
        constantKey(word);
      }
    }
  }

  private void constantKey(long address) {
    SvArena arena = arenas.arenaOf(address);
    if (arena == null || arena.type != PerlArenas.HEADS) {
      return;
    }
    int slot = (int) ((address - arena.start) / Sv.HEAD_BYTES);
    int flags = PerlArenas.flags(arena, slot);
    long own = PerlArenas.payload(arena, slot);
    if ((flags & (Sv.IS_COW | Sv.PADTMP)) == Sv.IS_COW
        && Sv.mayHaveBuffer(flags)
        && own != 0
        && image.u64(PerlArenas.any(arena, slot) + offsets.bufferBytes) == 0) {
      sourceKeys.add(own - offsets.keyText);
    }
  }

  private void handle(long any, long stream) {
    layers(stream);
    long output = image.u64(any + layout.offset("xpvio", "xio_ofp"));
    if (output != stream) {
      layers(output);
    }
    owned.own(object, image.u64(any + layout.offset("xpvio", "xio_dirpu")));
    for (String member : new String[] {"xio_top_name", "xio_fmt_name", "xio_bottom_name"}) {
      owned.own(object, image.u64(any + layout.offset("xpvio", member)));
    }
    for (String member : new String[] {"xio_top_gv", "xio_fmt_gv", "xio_bottom_gv"}) {
      refer(image.u64(any + layout.offset("xpvio", member)), " (format)");
    }
  }

  /// A stream is a place in the table of streams, which points to a chain of layers.
  private void layers(long stream) {
    long layer = stream == 0 ? 0 : image.u64(stream);
    for (int count = 0; layer != 0 && count < MOST_LINKS; count++) {
      long bytes = owned.own(object, layer);
      if (bytes == 0) {
        return;
      }
      ofLayer(layer, bytes);
      layer = image.u64(layer + layout.offset("perlio", "next"));
    }
  }

  /// What a layer has of its own, behind what all layers have: the scalar of a file in memory
  /// (`PerlIOScalar` in scalar.xs), an object (`PerlIOVia`), an encoding (`PerlIOEncode`).
  /// Packages, subs and handles that it remembers it does not count.
  private void ofLayer(long layer, long bytes) {
    for (long at = layer + LAYER_HEAD; at < layer + bytes && image.mayLook(at); at += Long.BYTES) {
      long word = image.u64(at);
      int type = Sv.type(arenas.flagsAt(word));
      if (type != Sv.FREE && type != Sv.PVHV && type != Sv.PVCV && type != Sv.PVIO) {
        refer(word, " (layer)");
      }
    }
  }

  private void regexp(long any) {
    refer(image.u64(any + layout.offset("regexp", "mother_re")), " (pattern)");
    refer(image.u64(any + layout.offset("regexp", "paren_names")), " (names)");
    refer(image.u64(any + layout.offset("regexp", "saved_copy")), " (subject)");
    refer(image.u64(any + layout.offset("regexp", "qr_anoncv")), " (code)");
    long substrings = image.u64(any + layout.offset("regexp", "substrs"));
    if (sink.owns(substrings) > 0) {
      referWords(substrings, SUBSTRINGS * 5 + 1);
    }
    long internal = image.u64(any + layout.offset("regexp", "pprivate"));
    if (owned.own(object, internal) > 0) {
      long data = image.u64(internal + layout.offset("regexp_internal", "data"));
      long bytes = owned.own(object, data);
      referWords(data, bytes / Long.BYTES);
    }
    for (String member :
        new String[] {
          "offs",
          "subbeg",
          "recurse_locinput",
          "logical_to_parno",
          "parno_to_logical",
          "parno_to_logical_next"
        }) {
      if (layout.has("regexp", member)) {
        owned.own(object, image.u64(any + layout.offset("regexp", member)));
      }
    }
  }

  private void referWords(long address, long count) {
    for (long i = 0; i < count && image.mayLook(address + i * Long.BYTES); i++) {
      refer(image.u64(address + i * Long.BYTES), " (pattern)");
    }
  }

  private void classObject(long any) {
    if (!layout.has("xobject", "xobject_fields")) {
      return; // before 5.38 there are none: this one is torn memory
    }
    long elements = image.u64(any + layout.offset("xobject", "xobject_fields"));
    long max = image.u64(any + layout.offset("xobject", "xobject_maxfield"));
    owned.own(object, elements);
    for (long place = 0; place <= max && image.mayLook(elements + place * Long.BYTES); place++) {
      sink.edge(image.u64(elements + place * Long.BYTES), EdgeKind.INDEX, place);
    }
  }
}
