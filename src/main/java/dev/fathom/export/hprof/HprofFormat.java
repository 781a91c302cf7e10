package dev.fathom.export.hprof;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.graph.OwnSizes;
import dev.fathom.export.ExportFormat;
import dev.fathom.export.ExportOptions;
import dev.fathom.export.Exported;
import dev.fathom.model.Findings;
import dev.fathom.model.object.ObjectTable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.BitSet;

/// Objects as a heap dump of a Java machine.
///
/// **Cost**: twice some 20 ns an edge, and what it takes to write as many bytes as the objects
/// have. **Memory**: that of names and classes, and a byte an object.
public final class HprofFormat implements ExportFormat {
  @Override
  public Exported write(Analysis analysis, ExportOptions options, OutputStream out)
      throws IOException {
    Findings findings = analysis.findings();
    EdgeNames names = new EdgeNames(findings.references());
    ObjectEdges edges = new ObjectEdges(findings.references().edges(), names);
    NamedShapes shapes = shapes(findings, analysis.sizes(), edges);
    ClassTable table = new ClassTable();
    Classes classes = new Classes(table, findings.types(), names, shapes, edges);
    RootClasses roots = new RootClasses(analysis.entries(), table, findings.objects().count());
    ObjectWriter objects = new ObjectWriter(analysis, edges, shapes, classes, table);
    HprofOutput dump = new HprofOutput(out, System.currentTimeMillis());
    new ClassWriter(table, roots, findings.objects()).write(dump);
    writeRoots(analysis, roots, dump);
    Told told = objects.write(dump);
    dump.endHeap();
    return new Exported(findings.objects().count(), told.records(), told.edges(), told.notes());
  }

  private static NamedShapes shapes(Findings findings, OwnSizes sizes, ObjectEdges edges) {
    ObjectTable objects = findings.objects();
    NamedShapes shapes = new NamedShapes(findings.types());
    for (int object = 0; object < objects.count(); object++) {
      edges.read(object, objects.type(object));
      long bytes = sizes.allocated(object);
      int shape = shapes.add(objects.type(object), bytes, edges);
      if (shape != NamedShapes.NONE) {
        shapes.measures(shape).add(bytes, edges.items() > 0);
      }
    }
    return shapes;
  }

  /// What a collector would free has no root: then what it refers to is nobody else's, as for
  /// Fathom, and readers know what that means.
  private static void writeRoots(Analysis analysis, RootClasses roots, HprofOutput dump)
      throws IOException {
    Findings findings = analysis.findings();
    BitSet garbage = analysis.entries().garbage(findings);
    for (int object : analysis.entries().lasting(findings)) {
      if (!garbage.get(object)) {
        roots.write(object, findings.objects().address(object), dump);
      }
    }
  }
}
