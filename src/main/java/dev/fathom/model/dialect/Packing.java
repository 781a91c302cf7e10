package dev.fathom.model.dialect;

/// What a program can keep in place of a sequence of small objects of one type: an array of
/// numbers, one text.
///
/// @param what it is called: `an array`, `one text`
/// @param code what makes it, as the program would write it
/// @param baseBytes what it takes itself, in bytes
/// @param itemBytes what it takes for each item, besides what is in that
/// @param contents whether what is in each item is in it too: all of an item but for its head,
///   which an item with nothing in it has
/// @param most the largest item that goes into it, in bytes
public record Packing(
    String what, String code, long baseBytes, long itemBytes, boolean contents, long most) {}
