package dev.fathom.export.flame;

import dev.fathom.analysis.Analysis;
import dev.fathom.export.ExportFormat;
import dev.fathom.export.ExportOptions;
import dev.fathom.export.Exported;
import dev.fathom.export.stack.OwnerStacks;
import dev.fathom.export.stack.StackSample;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/// Stacks in one line each, `a;b;c 4096`, as `flamegraph.pl` takes them: owners from the outermost
/// down, and the bytes in memory that are the last one's own.
public final class FoldedStacks implements ExportFormat {
  @Override
  public Exported write(Analysis analysis, ExportOptions options, OutputStream out)
      throws IOException {
    OwnerStacks stacks = OwnerStacks.of(analysis);
    long[] own = new long[stacks.frames().size()];
    for (StackSample sample : stacks.samples()) {
      own[sample.frame()] += sample.resident();
    }
    long lines = 0;
    for (int frame = 0; frame < own.length; frame++) {
      if (own[frame] > 0) {
        String line = stack(stacks, frame) + " " + own[frame] + "\n";
        out.write(line.getBytes(StandardCharsets.UTF_8));
        lines++;
      }
    }
    return new Exported(stacks.objects(), lines, 0, stacks.notes());
  }

  private static String stack(OwnerStacks stacks, int frame) {
    return stacks.stack(frame).stream()
        .map(at -> word(stacks.frames().get(at).name()))
        .collect(Collectors.joining(";"));
  }

  /// {@return a name without what would end it}
  private static String word(String name) {
    return name.replace(';', ',');
  }
}
