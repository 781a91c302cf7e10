package dev.fathom.report.object;

import static dev.fathom.report.object.AddressReport.bytes;
import static dev.fathom.report.object.AddressReport.hex;

import dev.fathom.analysis.graph.ReachedMemory;
import dev.fathom.analysis.owners.Explanation;
import dev.fathom.analysis.owners.ObjectParts;
import dev.fathom.analysis.owners.ObjectParts.Buffer;
import dev.fathom.analysis.owners.ObjectParts.Kind;
import dev.fathom.analysis.owners.ObjectParts.Part;
import dev.fathom.ask.explain.ExplainAnswer;
import dev.fathom.model.dialect.Dialect;
import dev.fathom.model.object.Detail;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import dev.fathom.view.Style;
import dev.fathom.view.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One object as a drawing: a box with a line for each field, offsets and sizes at its left, what
/// it refers to at its right.
public final class ExplainReport {
  private static final int BOX = 28;
  private static final String MARGIN = " ".repeat(16);
  private static final int MOST_TYPES = 4;
  private static final int MOST_BUFFERS = 8;

  private final Explanation explanation;
  private final ObjectParts parts;
  private final PartValues values;
  private final List<Detail> details;
  private final ExplainAnswer.Reach reach;
  private final List<String> lines = new ArrayList<>();

  private ExplainReport(
      Explanation explanation, List<Detail> details, ExplainAnswer.Reach reach, PartValues values) {
    this.reach = reach;
    this.explanation = explanation;
    this.parts = explanation.parts();
    this.values = values;
    this.details = details;
  }

  /// {@return lines of at most `width` characters}
  ///
  /// @param byType whether a type was asked for, of which this is a typical object
  /// @param details what the runtime's own tool would say of it; empty where there is none
  /// @param reach what it leads to
  /// @param values what the parts hold, where the user asked for it
  public static List<String> lines(
      Explanation explanation,
      boolean byType,
      List<Detail> details,
      ExplainAnswer.Reach reach,
      PartValues values,
      Style style,
      int width) {
    ExplainReport report = new ExplainReport(explanation, details, reach, values);
    report.head(byType, style, width);
    report.details();
    report.object(style);
    report.buffers(style);
    report.sums(style);
    return report.lines.stream().map(line -> Fit.line(line, width)).toList();
  }

  private void head(boolean byType, Style style, int width) {
    String type = Escape.terminal(explanation.owner().type());
    if (byType) {
      lines.addAll(
          Fit.text(
              String.format(
                  Locale.ROOT,
                  "A typical %s: of %,d, one of the median size.",
                  type,
                  explanation.instances()),
              width));
    }
    lines.add(
        style.bold(type)
            + " at "
            + hex(explanation.owner().address())
            + "  "
            + Escape.terminal(explanation.owner().path()));
    lines.addAll(Fit.text(sentence(), width));
    lines.add("");
  }

  private String sentence() {
    StringBuilder text = new StringBuilder();
    text.append(explanation.dialect().ownSize(bytes(parts.shallow())));
    text.append(
        switch (parts.home()) {
          case POOL -> "in a block of " + bytes(parts.pieceBytes());
          case CHUNK -> "in a chunk of malloc of " + bytes(parts.pieceBytes());
          case STATIC -> "static in a program or library: no allocator handed it out";
          case MAPPED -> "memory that no allocator handed out";
        });
    if (parts.slack() > 0) {
      text.append(": ").append(bytes(parts.slack())).append(" are rounding");
    }
    text.append(". ");
    if (!parts.buffers().isEmpty()) {
      text.append(
          String.format(
              Locale.ROOT,
              "With %,d buffer%s it takes %s. ",
              parts.buffers().size(),
              parts.buffers().size() == 1 ? "" : "s",
              bytes(parts.allocated())));
    }
    return text.append(ofItsOwnTools()).toString().strip();
  }

  /// What those would say whom the program's own people ask.
  private String ofItsOwnTools() {
    if (explanation.dialect().hasToolSizes() && !details.isEmpty()) {
      return ""; // they were reckoned, and stand below
    }
    return explanation
        .dialect()
        .toolSentence(
            new Dialect.ToolSizes(
                bytes(parts.shallow()), parts.leastGetsizeof(), parts.mostGetsizeof()));
  }

  private void details() {
    for (Detail detail : details) {
      lines.add(
          "  ".repeat(1 + detail.level())
              + detail.name()
              + " = "
              + Escape.terminal(detail.value()));
    }
    if (!details.isEmpty()) {
      lines.add("");
    }
  }

  private void object(Style style) {
    String title = parts.structure().isEmpty() ? "" : " " + parts.structure() + " ";
    lines.add(
        style.dim("  offset  bytes ")
            + "┌"
            + title
            + "─".repeat(Math.max(0, BOX - Fit.length(title)))
            + "┐");
    Section before = null;
    for (int at = 0; at < parts.parts().size(); at++) {
      Part part = parts.parts().get(at);
      Section section = Section.of(part.kind());
      boolean first = section != before;
      if (first && before != null) {
        lines.add(MARGIN + "├" + "─".repeat(BOX) + "┤");
      }
      before = section;
      row(part.offset(), part.bytes(), label(part), section, note(at, first));
    }
    lines.add(MARGIN + "└" + "─".repeat(BOX) + "┘");
  }

  /// Parts that are drawn without a line between them.
  private enum Section {
    ALLOCATOR,
    COLLECTOR,
    ATTRIBUTES,
    HEADER,
    FIELDS,
    PAYLOAD,
    SLACK;

    static Section of(Kind kind) {
      return switch (kind) {
        case ALLOCATOR -> ALLOCATOR;
        case COLLECTOR -> COLLECTOR;
        case ATTRIBUTES -> ATTRIBUTES;
        case HEADER -> HEADER;
        case REFERENCE, POINTER, DATA -> FIELDS;
        case PAYLOAD -> PAYLOAD;
        case SLACK -> SLACK;
      };
    }
  }

  private static String label(Part part) {
    if (part.kind() == Kind.PAYLOAD && part.itemBytes() > 0) {
      return String.format(
          Locale.ROOT,
          "%s: %,d × %,d B",
          Escape.terminal(part.name()),
          part.bytes() / part.itemBytes(),
          part.itemBytes());
    }
    // What lies between known fields: alignment, or fields of a struct that nobody described.
    boolean padding = part.bytes() < Long.BYTES;
    return part.name().isEmpty()
        ? padding ? "(padding)" : "(not known)"
        : Escape.terminal(part.name());
  }

  private String note(int at, boolean first) {
    Part part = parts.parts().get(at);
    StringBuilder note = new StringBuilder();
    if (part.name().equals("ob_type")) {
      note.append("─▶ ").append(Escape.terminal(explanation.owner().type()));
    } else if (part.to() != ObjectParts.NOTHING) {
      note.append("─▶ ").append(Escape.terminal(explanation.partTypes().get(at)));
    } else if (part.kind() == Kind.POINTER && leadsToBuffer()) {
      note.append("─▶ the buffer below");
    } else if (first) {
      note.append(
          switch (Section.of(part.kind())) {
            case ALLOCATOR -> "size of the chunk, and what malloc rounds";
            case COLLECTOR -> "for the garbage collector";
            case ATTRIBUTES -> "for attributes";
            case HEADER -> "every object's head";
            case SLACK ->
                parts.home() == ObjectParts.Home.POOL
                    ? "rounding to the size class of " + bytes(parts.pieceBytes())
                    : "rounding";
            case FIELDS, PAYLOAD -> "";
          });
    }
    String value = values.of(part);
    if (!value.isEmpty()) {
      note.append(note.isEmpty() ? "" : "  ").append("= ").append(value);
    }
    return note.toString();
  }

  /// Whether the only pointer that the object has must be that to its only buffer.
  private boolean leadsToBuffer() {
    return parts.buffers().size() == 1
        && parts.parts().stream().filter(part -> part.kind() == Kind.POINTER).count() == 1;
  }

  private void row(long offset, long size, String label, Section section, String note) {
    char filler = section == Section.SLACK ? '░' : ' ';
    String text = " " + label + " ";
    text = Fit.line(text, BOX);
    text += String.valueOf(filler).repeat(BOX - Fit.length(text));
    lines.add(
        String.format(Locale.ROOT, "%,8d %,6d ", offset, size)
            + "│"
            + text
            + "│"
            + (note.startsWith("─") || note.isEmpty() ? note : "  " + note));
  }

  /// The first ones are drawn, what follows only counted: a hash has one for each key.
  private void buffers(Style style) {
    List<Buffer> named =
        Stream.concat(
                parts.buffers().stream().filter(buffer -> !what(buffer).isEmpty()),
                parts.buffers().stream().filter(buffer -> what(buffer).isEmpty()))
            .toList();
    named.stream().limit(MOST_BUFFERS).forEach(buffer -> buffer(buffer, style));
    List<Buffer> rest = named.subList(Math.min(MOST_BUFFERS, named.size()), named.size());
    if (!rest.isEmpty()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%sand %,d more, of %s together",
              MARGIN,
              rest.size(),
              bytes(rest.stream().mapToLong(Buffer::pieceBytes).sum())));
    }
  }

  /// {@return what the runtime calls a buffer: `PV`; empty where it does not say}
  private String what(Buffer buffer) {
    return details.stream()
        .filter(detail -> detail.address() == buffer.address())
        .map(detail -> explanation.dialect().buffer(detail.name()))
        .findFirst()
        .orElse("");
  }

  private void buffer(Buffer buffer, Style style) {
    String what = what(buffer);
    String title = " " + (what.isEmpty() ? "buffer" : what) + " at " + hex(buffer.address()) + " ";
    lines.add(
        style.dim("  offset  bytes ")
            + "┌"
            + title
            + "─".repeat(Math.max(0, BOX - Fit.length(title)))
            + "┐");
    String home =
        (buffer.inPool() ? "in a block of " : "in a chunk of malloc of ")
            + bytes(buffer.pieceBytes());
    if (buffer.used() < 0) {
      row(0, buffer.bytes(), "its content", Section.PAYLOAD, home);
    } else {
      if (buffer.used() > 0) {
        row(0, buffer.used(), "in use", Section.PAYLOAD, home);
      }
      if (buffer.used() < buffer.bytes()) {
        row(
            buffer.used(),
            buffer.bytes() - buffer.used(),
            "room to grow, rounding",
            Section.SLACK,
            buffer.used() == 0 ? home : "");
      }
    }
    lines.add(MARGIN + "└" + "─".repeat(BOX) + "┘");
  }

  /// What it leads to, whoever else holds that.
  private void reach(Table table) {
    ReachedMemory.Sum sum = reach.sum();
    table.row(
        "reached",
        bytes(sum.allocated()),
        "what it leads to, "
            + AddressReport.objects(sum.objects())
            + ", of these "
            + bytes(sum.shallow())
            + " shallow");
    table.row("of that", bytes(sum.shared()), "shared with others, and not freed with it");
    reach
        .tool()
        .ifPresent(tool ->
            table.row(
                "",
                bytes(tool.bytes()),
                tool.tool()
                    + " of all that is reached"
                    + (tool.untold() > 0
                        ? ", but for " + AddressReport.objects(tool.untold())
                        : "")));
  }

  private void sums(Style style) {
    lines.add("");
    Table table = new Table(Table.Align.LEFT, Table.Align.RIGHT, Table.Align.LEFT);
    table.row("its own", bytes(parts.shallow()), "shallow: what it asked for");
    table.row(
        parts.home() == ObjectParts.Home.CHUNK ? "chunk" : "block",
        bytes(parts.pieceBytes()),
        switch (parts.home()) {
          case POOL, CHUNK -> "what it got";
          case STATIC -> "none: static";
          case MAPPED -> "none: mapped or static";
        });
    if (!parts.buffers().isEmpty()) {
      table.row(
          "buffers",
          bytes(parts.allocated() - parts.pieceBytes()),
          String.format(Locale.ROOT, "%,d of its own", parts.buffers().size()));
    }
    table.row("allocated", bytes(parts.allocated()), "block and buffers");
    table.row(
        "retained",
        bytes(explanation.owner().retained()),
        "freed with it: " + AddressReport.objects(explanation.owner().objects()));
    reach(table);
    if (!explanation.referred().isEmpty()) {
      String more =
          explanation.referred().size() > MOST_TYPES
              ? ", and " + (explanation.referred().size() - MOST_TYPES) + " more types"
              : "";
      table.row(
          "refers to",
          String.format(Locale.ROOT, "%,d", parts.referenced()),
          explanation.referred().stream()
                  .limit(MOST_TYPES)
                  .map(referred ->
                      String.format(
                          Locale.ROOT,
                          "%,d %s",
                          referred.count(),
                          Escape.terminal(referred.type())))
                  .collect(Collectors.joining(", "))
              + more);
    }
    for (String line : table.lines(Integer.MAX_VALUE)) {
      lines.add(style.dim(line));
    }
  }
}
