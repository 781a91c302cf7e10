package dev.fathom.export.flame;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.owners.OwnerTree;
import dev.fathom.export.ExportFormat;
import dev.fathom.export.ExportOptions;
import dev.fathom.export.Exported;
import dev.fathom.view.Escape;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Stacks in one line each, `a;b;c 4096`, as `flamegraph.pl` takes them: owners from the root down,
/// and the bytes that are the last one's own.
public final class FoldedStacks implements ExportFormat {
  @Override
  public Exported write(Analysis analysis, ExportOptions options, OutputStream out)
      throws IOException {
    OwnerTree tree = analysis.owners().tree();
    long lines = write(tree, "", out);
    return new Exported(tree.owner().objects(), lines, 0, List.of());
  }

  /// {@return how many lines were written}
  private static long write(OwnerTree tree, String above, OutputStream out) throws IOException {
    String name = tree.owner().path();
    String stack =
        name.isEmpty() ? above : above.isEmpty() ? frame(name) : above + ";" + frame(name);
    long lines = line(stack, tree.own(), out);
    for (OwnerTree child : tree.children()) {
      lines += write(child, stack, out);
    }
    String rest = tree.rest() + " others";
    return lines + line(stack.isEmpty() ? rest : stack + ";" + rest, tree.restBytes(), out);
  }

  private static long line(String stack, long bytes, OutputStream out) throws IOException {
    if (bytes == 0) {
      return 0;
    }
    out.write((stack + " " + bytes + "\n").getBytes(StandardCharsets.UTF_8));
    return 1;
  }

  /// {@return a name without what would end it}
  private static String frame(String name) {
    return Escape.terminal(name).replace(';', ',');
  }
}
