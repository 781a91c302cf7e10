package dev.fathom.runtime.perl.value;

import dev.fathom.runtime.perl.layout.PerlLayout;

/// The offsets that are needed for every value, looked up once.
public final class PerlOffsets {
  public final long bodyStash;
  public final long bodyMagic;
  public final long bufferUsed;
  public final long bufferBytes;
  public final long arrayFill;
  public final long arrayMax;
  public final long arrayAlloc;
  public final long hashMax;
  public final long hashKeys;

  /// From 5.36 what a hash has besides lies in its body, at this offset; -1 where it lies behind
  /// the buckets.
  final long hashAuxInBody;

  public final long auxName;
  public final long auxNameCount;
  public final long auxBackReferences;
  public final long auxMroMeta;
  public final long codeStash;
  public final long codeStart;
  public final long codeRoot;
  public final long codeName;
  public final long codeFile;
  public final long codePadlist;
  public final long codeOutside;
  public final long codeFlags;
  public final long codeDepth;
  public final long globStash;
  public final long globName;
  public final long entryNext;
  public final long entryKey;
  public final long entryValue;
  final long keyHash;
  public final long keyLength;
  public final long keyText;
  public final long sharedKey;
  public final long padlistMax;
  public final long padlistPads;
  public final long slabHead;

  /// `op_type`, in the bits that follow `op_targ` (`op.h`, BASEOP).
  public final long operationType;

  public final long statementLine;
  public final long statementFile;

  public PerlOffsets(PerlLayout layout) {
    bodyStash = layout.offset("xpv", "xmg_stash");
    bodyMagic = layout.offset("xpv", "xmg_u");
    bufferUsed = layout.offset("xpv", "xpv_cur");
    bufferBytes = layout.offset("xpv", "xpv_len_u");
    arrayFill = layout.offset("xpvav", "xav_fill");
    arrayMax = layout.offset("xpvav", "xav_max");
    arrayAlloc = layout.offset("xpvav", "xav_alloc");
    hashMax = layout.offset("xpvhv", "xhv_max");
    hashKeys = layout.offset("xpvhv", "xhv_keys");
    hashAuxInBody =
        layout.has("xpvhv_with_aux", "xhv_aux") ? layout.offset("xpvhv_with_aux", "xhv_aux") : -1;
    auxName = layout.offset("xpvhv_aux", "xhv_name_u");
    auxNameCount = layout.offset("xpvhv_aux", "xhv_name_count");
    auxBackReferences = layout.offset("xpvhv_aux", "xhv_backreferences");
    auxMroMeta = layout.offset("xpvhv_aux", "xhv_mro_meta");
    codeStash = layout.offset("xpvcv", "xcv_stash");
    codeStart = layout.offset("xpvcv", "xcv_start_u");
    codeRoot = layout.offset("xpvcv", "xcv_root_u");
    codeName = layout.offset("xpvcv", "xcv_gv_u");
    codeFile = layout.offset("xpvcv", "xcv_file");
    codePadlist = layout.offset("xpvcv", "xcv_padlist_u");
    codeOutside = layout.offset("xpvcv", "xcv_outside");
    codeFlags = layout.offset("xpvcv", "xcv_flags");
    codeDepth = layout.offset("xpvcv", "xcv_depth");
    // A glob has its name and package where others have numbers (`sv.h`, xivu_namehek, xgv_stash).
    globName = layout.offset("xpvmg", "xiv_u");
    globStash = layout.offset("xpvmg", "xnv_u");
    entryNext = layout.offset("he", "hent_next");
    entryKey = layout.offset("he", "hent_hek");
    entryValue = layout.offset("he", "he_valu");
    keyHash = layout.offset("hek", "hek_hash");
    keyLength = layout.offset("hek", "hek_len");
    keyText = layout.offset("hek", "hek_key");
    sharedKey = layout.offset("shared_he", "shared_he_hek");
    padlistMax = layout.offset("padlist", "xpadl_max");
    padlistPads = layout.offset("padlist", "xpadl_arr");
    operationType = layout.offset("op", "op_targ") + Long.BYTES;
    statementLine = layout.offset("cop", "cop_line");
    statementFile = layout.offset("cop", "cop_file");
    slabHead = layout.has("opslab", "opslab_head") ? layout.offset("opslab", "opslab_head") : -1;
  }
}
