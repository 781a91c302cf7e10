package dev.fathom.export.pprof;

import dev.fathom.analysis.Analysis;
import dev.fathom.export.ExportFormat;
import dev.fathom.export.ExportOptions;
import dev.fathom.export.Exported;
import dev.fathom.export.stack.OwnerStacks;
import dev.fathom.export.stack.StackFrame;
import dev.fathom.export.stack.StackSample;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/// Owners as the stacks of a profile. The fields and their numbers are those of
/// https://github.com/google/pprof/blob/main/proto/profile.proto.
///
/// A frame is a function, and a location of its own; its type stands where a function has its file,
/// so that `-files` tells by type. A sample has what is the frame's own, and so readers that add up
/// samples (`cum`) arrive at what would be freed with it.
public final class PprofProfile implements ExportFormat {
  // Fields of Profile.
  private static final int SAMPLE_TYPE = 1;
  private static final int SAMPLE = 2;
  private static final int MAPPING = 3;
  private static final int LOCATION = 4;
  private static final int FUNCTION = 5;
  private static final int STRING_TABLE = 6;
  private static final int COMMENT = 13;
  private static final int DEFAULT_SAMPLE_TYPE = 14;

  private static final String RESIDENT = "resident";

  @Override
  public Exported write(Analysis analysis, ExportOptions options, OutputStream out)
      throws IOException {
    OwnerStacks stacks = OwnerStacks.of(analysis);
    Strings strings = new Strings();
    GZIPOutputStream packed = new GZIPOutputStream(out);
    put(packed, new ProtoMessage().message(SAMPLE_TYPE, type(strings, "objects", "count")));
    put(packed, new ProtoMessage().message(SAMPLE_TYPE, type(strings, "allocated", "bytes")));
    put(packed, new ProtoMessage().message(SAMPLE_TYPE, type(strings, RESIDENT, "bytes")));
    for (StackSample sample : stacks.samples()) {
      put(packed, new ProtoMessage().message(SAMPLE, sample(stacks, sample, strings)));
    }
    put(packed, new ProtoMessage().message(MAPPING, mapping(analysis, strings)));
    for (int frame = 0; frame < stacks.frames().size(); frame++) {
      put(packed, new ProtoMessage().message(LOCATION, location(frame)));
      put(
          packed,
          new ProtoMessage()
              .message(FUNCTION, function(frame, stacks.frames().get(frame), strings)));
    }
    for (String note : stacks.notes()) {
      put(packed, new ProtoMessage().number(COMMENT, strings.number(note)));
    }
    put(packed, new ProtoMessage().number(DEFAULT_SAMPLE_TYPE, strings.number(RESIDENT)));
    for (String text : strings.all()) {
      put(packed, new ProtoMessage().text(STRING_TABLE, text));
    }
    packed.finish();
    return new Exported(stacks.objects(), stacks.samples().size(), 0, stacks.notes());
  }

  private static void put(OutputStream out, ProtoMessage part) throws IOException {
    out.write(part.toBytes());
  }

  private static ProtoMessage type(Strings strings, String type, String unit) {
    return new ProtoMessage().number(1, strings.number(type)).number(2, strings.number(unit));
  }

  /// The innermost frame comes first.
  private static ProtoMessage sample(OwnerStacks stacks, StackSample sample, Strings strings) {
    List<Integer> stack = stacks.stack(sample.frame()).reversed();
    ProtoMessage message =
        new ProtoMessage()
            .numbers(1, stack.stream().mapToLong(PprofProfile::id).toArray())
            .numbers(2, sample.objects(), sample.allocated(), sample.resident())
            .message(3, label(strings, "account", sample.account()));
    return sample.type().isEmpty()
        ? message
        : message.message(3, label(strings, "type", sample.type()));
  }

  private static ProtoMessage label(Strings strings, String key, String text) {
    return new ProtoMessage().number(1, strings.number(key)).number(2, strings.number(text));
  }

  /// One that covers everything, and of which all is known: so nobody looks for symbols.
  private static ProtoMessage mapping(Analysis analysis, Strings strings) {
    return new ProtoMessage()
        .number(1, 1)
        .number(5, strings.number(analysis.findings().program()))
        .truth(7, true)
        .truth(8, true)
        .truth(9, true)
        .truth(10, true);
  }

  private static ProtoMessage location(int frame) {
    return new ProtoMessage()
        .number(1, id(frame))
        .number(2, 1)
        .message(4, new ProtoMessage().number(1, id(frame)));
  }

  /// Without the name that a linker would know it by: pprof takes a name that is the same as that
  /// for one of C++, and leaves out of it what is between parentheses.
  private static ProtoMessage function(int frame, StackFrame told, Strings strings) {
    return new ProtoMessage()
        .number(1, id(frame))
        .number(2, strings.number(told.name()))
        .number(4, strings.number(told.type().isEmpty() ? told.name() : told.type()));
  }

  /// {@return the number of a frame as profiles have it: 0 is none}
  private static long id(int frame) {
    return frame + 1L;
  }
}
