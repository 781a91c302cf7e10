package dev.fathom.runtime.perl;

import dev.fathom.runtime.perl.layout.PerlLayout;

/// The offsets that are needed for every value, looked up once.
final class PerlOffsets {
  final long bodyStash;
  final long bodyMagic;
  final long bufferBytes;
  final long arrayFill;
  final long arrayMax;
  final long arrayAlloc;
  final long hashMax;
  final long hashKeys;

  /// From 5.36 what a hash has besides lies in its body, at this offset; -1 where it lies behind
  /// the buckets.
  final long hashAuxInBody;

  final long auxName;
  final long auxNameCount;
  final long auxBackReferences;
  final long auxMroMeta;
  final long codeStash;
  final long codeStart;
  final long codeRoot;
  final long codeName;
  final long codeFile;
  final long codePadlist;
  final long codeOutside;
  final long codeFlags;
  final long codeDepth;
  final long globStash;
  final long globName;
  final long entryNext;
  final long entryKey;
  final long entryValue;
  final long keyHash;
  final long keyLength;
  final long keyText;
  final long sharedKey;
  final long padlistMax;
  final long padlistPads;
  final long slabHead;

  /// `op_type`, in the bits that follow `op_targ` (`op.h`, BASEOP).
  final long operationType;

  final long statementLine;
  final long statementFile;

  PerlOffsets(PerlLayout layout) {
    bodyStash = layout.offset("xpv", "xmg_stash");
    bodyMagic = layout.offset("xpv", "xmg_u");
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
