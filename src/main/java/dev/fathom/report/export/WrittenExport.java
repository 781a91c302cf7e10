package dev.fathom.report.export;

import dev.fathom.export.Exported;
import dev.fathom.model.Findings;
import java.nio.file.Path;
import java.util.List;

/// An export that is complete.
///
/// @param findings what it was made of
/// @param format what the user called it
/// @param file where it is
/// @param bytes size of the file
/// @param exported what is in it
/// @param readers commands that read it, `FILE` for its name; the usual one first
public record WrittenExport(
    Findings findings,
    String format,
    Path file,
    long bytes,
    Exported exported,
    List<String> readers) {}
