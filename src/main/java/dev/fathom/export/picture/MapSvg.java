package dev.fathom.export.picture;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.account.Account;
import dev.fathom.analysis.account.picture.AddressMap;
import dev.fathom.analysis.account.picture.Picture;
import dev.fathom.export.ExportFormat;
import dev.fathom.export.ExportOptions;
import dev.fathom.export.Exported;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.memory.Mapping;
import dev.fathom.report.TextReport;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The address space as strips of cells, a mapping each: a cell has the colour of the account that
/// most of it is booked under, and is as high as what of it is in use.
public final class MapSvg implements ExportFormat {
  private static final double CELL = 9;
  private static final double GAP = 5;
  private static final int LEGEND = 6;
  private static final int HEADER = 18;
  private static final int BELOW = 6;
  private static final double LEAST = 1.5;

  @Override
  public Exported write(Analysis analysis, ExportOptions options, OutputStream out)
      throws IOException {
    Picture picture = Picture.of(analysis.findings(), analysis.pins());
    AddressMap map = picture.map();
    List<List<Spot>> laid = map.strips().stream().map(MapSvg::laid).toList();
    int height = laid.stream().mapToInt(MapSvg::height).sum();
    SvgDrawing drawing =
        SvgDrawing.begin(
            out,
            height + HEADER,
            TextReport.title(analysis.findings()),
            "memory by address: a cell is "
                + ByteUnit.inText(map.cellBytes())
                + ", in the colour of its account, as high as what of it is in use");
    legend(drawing, picture);
    double y = SvgDrawing.TOP + HEADER;
    for (int at = 0; at < laid.size(); at++) {
      strip(drawing, map, map.strips().get(at), laid.get(at), y);
      y += height(laid.get(at));
    }
    return new Exported(analysis.findings().objects().count(), drawing.end(), 0, notes(map));
  }

  /// The accounts with most in memory: there is room for some.
  private static void legend(SvgDrawing drawing, Picture picture) throws IOException {
    double room = (SvgDrawing.WIDTH - 2 * SvgDrawing.MARGIN) / LEGEND;
    List<Account> accounts = picture.sheet().accounts();
    for (int at = 0; at < Math.min(LEGEND, accounts.size()); at++) {
      Account account = accounts.get(at);
      String title = account.label() + ": " + ByteUnit.inText(account.resident());
      double x = SvgDrawing.MARGIN + at * room;
      drawing.box(
          x, SvgDrawing.TOP, room - GAP, HEADER - GAP, Paint.of(account.id()), title, title);
    }
  }

  private static List<String> notes(AddressMap map) {
    return map.others() == 0
        ? List.of()
        : List.of(
            String.format(
                Locale.ROOT,
                "%,d small mappings with %s in memory are not drawn",
                map.others(),
                ByteUnit.inText(map.otherBytes())));
  }

  /// Where a cell is drawn, from the beginning of its strip.
  private record Spot(double x, int row) {}

  /// What is absent between two cells is a narrow gap.
  private static List<Spot> laid(AddressMap.Strip strip) {
    double width = SvgDrawing.WIDTH - 2 * SvgDrawing.MARGIN;
    List<Spot> spots = new ArrayList<>();
    double x = 0;
    int row = 0;
    long next = -1;
    for (AddressMap.Cell cell : strip.cells()) {
      x += next >= 0 && cell.index() != next ? GAP : 0;
      if (x + CELL > width) {
        x = 0;
        row++;
      }
      spots.add(new Spot(x, row));
      x += CELL;
      next = cell.index() + 1;
    }
    return spots;
  }

  private static int height(List<Spot> spots) {
    int rows = spots.isEmpty() ? 0 : spots.getLast().row() + 1;
    return HEADER + (int) Math.ceil(rows * CELL) + BELOW;
  }

  private static void strip(
      SvgDrawing drawing, AddressMap map, AddressMap.Strip strip, List<Spot> spots, double y)
      throws IOException {
    Mapping mapping = strip.mapping();
    String name = mapping.name().isEmpty() ? "anonymous memory" : mapping.name();
    drawing.text(
        SvgDrawing.MARGIN,
        y + HEADER - BELOW,
        SvgDrawing.WIDTH,
        String.format(
            Locale.ROOT,
            "%s  %x-%x %s, %s in memory",
            name,
            mapping.start(),
            mapping.end(),
            mapping.permissions(),
            ByteUnit.inText(mapping.counters().rss())));
    for (int at = 0; at < spots.size(); at++) {
      AddressMap.Cell cell = strip.cells().get(at);
      double high = Math.max(LEAST, (CELL - 1) * cell.used() / map.cellBytes());
      drawing.box(
          SvgDrawing.MARGIN + spots.get(at).x(),
          y + HEADER + spots.get(at).row() * CELL + (CELL - 1 - high),
          CELL - 1,
          high,
          paint(map, cell),
          title(map, cell),
          "");
    }
  }

  private static Paint paint(AddressMap map, AddressMap.Cell cell) {
    return switch (cell.state()) {
      case SWAPPED -> Paint.SWAPPED;
      case ZERO -> Paint.OTHER;
      case PRIVATE, HUGE, FILE ->
          cell.account() < 0 ? Paint.OTHER : Paint.of(map.accounts().get(cell.account()));
    };
  }

  private static String title(AddressMap map, AddressMap.Cell cell) {
    return String.format(
        Locale.ROOT,
        "%x: mostly %s%s, %s in memory, %s in use%s",
        cell.index() * map.cellBytes(),
        cell.state().name().toLowerCase(Locale.ROOT),
        cell.account() < 0 ? "" : ", " + map.accounts().get(cell.account()),
        ByteUnit.inText(cell.present()),
        ByteUnit.inText(cell.used()),
        cell.pinned() ? ", with a pin" : "");
  }
}
