package dev.fathom.export.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.analysis.Analysis;
import dev.fathom.export.ExportFormat;
import dev.fathom.export.ExportOptions;
import dev.fathom.export.flame.FlameSvg;
import dev.fathom.model.memory.Arena;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.testing.Heaps;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/// Pictures as SVG, in a heap that is made up: 4 MiB of which a quarter is one text, and an eighth
/// free.
final class PicturesTest {
  private static final long BASE = 0x10_0000;
  private static final long MEBI = 1 << 20;
  private static final double WIDTH = SvgDrawing.WIDTH - 2 * SvgDrawing.MARGIN;
  private static final double NEARLY = 0.2;
  private static final String EVIL = "<b>&\"' \u001b[31m]]>";

  /// A box, by its title.
  private record Box(String title, double width, double height) {}

  private static Analysis analysis() {
    Heaps heap = Heaps.python().memory(BASE, BASE + 4 * MEBI);
    heap.arena(Arena.Kind.MAIN, Arena.Release.PAGES_AND_TOP, BASE, BASE + 4 * MEBI);
    heap.chunk(BASE, MEBI, ChunkState.LIVE);
    int text = heap.object("str", BASE, MEBI);
    heap.chunk(BASE + MEBI, MEBI / 2, ChunkState.FREE);
    heap.chunk(BASE + 3 * MEBI / 2, 5 * MEBI / 2, ChunkState.LIVE);
    heap.object(EVIL, BASE + 3 * MEBI / 2, 5 * MEBI / 2);
    heap.root(EVIL, text);
    return Analysis.of(heap.findings());
  }

  static Stream<ExportFormat> formats() {
    return Stream.of(
        new BalanceSvg(),
        new TreemapSvg(),
        new IcicleSvg(),
        new MapSvg(),
        new FragmentationSvg(),
        new FlameSvg());
  }

  private static List<Box> boxes(ExportFormat format) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long written = format.write(analysis(), new ExportOptions(false), out).records();
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    Document svg = factory.newDocumentBuilder().parse(new ByteArrayInputStream(out.toByteArray()));
    List<Box> boxes = new ArrayList<>();
    NodeList groups = svg.getElementsByTagName("g");
    for (int at = 0; at < groups.getLength(); at++) {
      Element group = (Element) groups.item(at);
      Element box = (Element) group.getElementsByTagName("rect").item(0);
      boxes.add(
          new Box(
              group.getElementsByTagName("title").item(0).getTextContent(),
              Double.parseDouble(box.getAttribute("width")),
              Double.parseDouble(box.getAttribute("height"))));
    }
    assertThat(svg.getElementsByTagName("script").getLength()).isZero();
    assertThat(boxes).hasSize((int) written);
    return boxes;
  }

  private static Box box(List<Box> boxes, String title) {
    return boxes.stream()
        .filter(box -> box.title().contains(title))
        .findFirst()
        .orElseThrow(() -> new AssertionError(title + " is not in " + boxes));
  }

  @ParameterizedTest
  @MethodSource("formats")
  void namesOfTheTargetsChoiceHarmNobody(ExportFormat format) throws Exception {
    assertThat(boxes(format))
        .isNotEmpty()
        .allSatisfy(box -> assertThat(box.title()).doesNotContain("\u001b"));
  }

  @Test
  void widthsAreBytes() throws Exception {
    List<Box> icicle = boxes(new IcicleSvg());
    assertThat(icicle.getFirst().width()).isCloseTo(WIDTH, within(NEARLY));
    assertThat(box(icicle, "str: ").width()).isCloseTo(WIDTH / 4, within(NEARLY));
    List<Box> flame = boxes(new FlameSvg());
    assertThat(box(flame, "(str): ").width()).isCloseTo(WIDTH / 4, within(NEARLY));
    assertThat(box(flame, "[memory of no object]").width()).isCloseTo(WIDTH / 8, within(NEARLY));
  }

  /// Each page has a cell, and the free ones are in no use.
  @Test
  void theMapHasAllPages() throws Exception {
    List<Box> cells =
        boxes(new MapSvg()).stream().filter(box -> box.title().contains(" in use")).toList();
    assertThat(cells).hasSize(1024);
    assertThat(cells.stream().filter(box -> box.title().contains(", 0 B in use"))).hasSize(128);
  }

  /// Of the arena a part of 1 to 7 is free, and of that one chunk.
  @Test
  void fragmentationHasWhatIsFreeAndInUse() throws Exception {
    List<Box> boxes = boxes(new FragmentationSvg());
    double free = area(boxes, " free");
    assertThat(area(boxes, " in use") / free).isCloseTo(7, within(NEARLY));
    assertThat(box(boxes, "512 KiB up: ").title()).endsWith("512 KiB in 1 chunk");
  }

  private static double area(List<Box> boxes, String what) {
    return boxes.stream()
        .filter(box -> box.title().endsWith(what))
        .mapToDouble(box -> box.width() * box.height())
        .sum();
  }

  /// What is in a box has less room than it, as its name stands above it; but side by side all have
  /// the same.
  @Test
  void areasAreBytes() throws Exception {
    List<Box> boxes = boxes(new TreemapSvg());
    Box text = box(boxes, "· str: ");
    Box other = box(boxes, "<b>&\"' \\x1b[31m]]>: ");
    assertThat(other.width() * other.height() / (text.width() * text.height()))
        .isCloseTo(2.5, within(0.1));
  }
}
