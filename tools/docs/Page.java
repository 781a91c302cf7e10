import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.HeadingAnchorExtension;
import org.commonmark.ext.heading.anchor.IdGenerator;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/// A page of Markdown.
///
/// @param file from the root
/// @param headings of the second level: the text of each by its anchor
/// @param anchors of all headings
record Page(Path file, Node node, String title, Map<String, String> headings, Set<String> anchors) {
  private static final List<Extension> EXTENSIONS = List.of(TablesExtension.create(), HeadingAnchorExtension.create());
  private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();

  /// With fewer a page needs no list of them.
  private static final int FEWEST_LISTED = 3;

  static Page read(Path root, Path file) throws IOException {
    Node node = PARSER.parse(Files.readString(root.resolve(file)));
    List<String> titles = new ArrayList<>();
    Map<String, String> headings = new LinkedHashMap<>();
    Map<String, String> all = new LinkedHashMap<>();
    IdGenerator ids = IdGenerator.builder().build();
    node.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Heading heading) {
            String text = words(heading);
            String id = ids.generateId(text);
            all.put(id, text);
            if (heading.getLevel() == 1) {
              titles.add(text);
            } else if (heading.getLevel() == 2) {
              headings.put(id, text);
            }
          }
        });
    return new Page(file, node, titles.isEmpty() ? file.toString() : titles.getFirst(), headings, all.keySet());
  }

  private static String words(Node node) {
    StringBuilder words = new StringBuilder();
    node.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Text text) {
            words.append(text.getLiteral());
          }

          @Override
          public void visit(Code code) {
            words.append(code.getLiteral());
          }
        });
    return words.toString();
  }

  /// {@return its links and pictures within the repository}
  Stream<Link> links() {
    List<String> found = new ArrayList<>();
    node.accept(
        new AbstractVisitor() {
          @Override
          public void visit(org.commonmark.node.Link link) {
            found.add(link.getDestination());
            visitChildren(link);
          }

          @Override
          public void visit(Image image) {
            found.add(image.getDestination());
          }
        });
    return found.stream().map(text -> Link.of(file, text)).flatMap(Optional::stream);
  }

  String html(Site site, Navigation navigation) {
    String body =
        HtmlRenderer.builder()
            .extensions(EXTENSIONS)
            .escapeHtml(true)
            .attributeProviderFactory(context -> (of, tag, attributes) -> {
              for (String name : List.of("href", "src")) {
                String text = attributes.get(name);
                if (text != null) {
                  Link.of(file, text).ifPresent(link -> attributes.put(name, site.destination(this, link)));
                }
              }
            })
            .build()
            .render(node)
            .replace("</h1>", "</h1>\n" + contents())
            .replace("<th></th>", "<td></td>")
            // What is wider than the screen is moved within itself, with keys too.
            .replace("</table>", "</table></div>")
            .replace("<pre>", "<pre tabindex=\"0\">");
    AtomicInteger tables = new AtomicInteger();
    body =
        Pattern.compile("<table>")
            .matcher(body)
            .replaceAll(found ->
                "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"table %d\"><table>"
                    .formatted(tables.incrementAndGet()));
    String style = Site.between(this, Path.of("site.css"));
    return """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <link rel="stylesheet" href="%s">
        <link rel="icon" href="data:,">
        <title>%s</title>
        </head>
        <body>
        <a class="skip" href="#content">to the text</a>
        <header><a href="%s">Fathom</a></header>
        <div class="page">
        <nav aria-label="All pages"><a class="jump" href="#all">All pages</a></nav>
        <main id="content" tabindex="-1">
        %s</main>
        <nav id="all" class="all" aria-label="Pages by question">
        %s</nav>
        </div>
        </body>
        </html>
        """
        .formatted(
            escaped(style),
            escaped(title.equals("Fathom") ? title : title + " · Fathom"),
            escaped(Site.between(this, Path.of("index.html"))),
            body,
            navigation.html(this));
  }

  private String contents() {
    if (headings.size() < FEWEST_LISTED) {
      return "";
    }
    StringBuilder html = new StringBuilder("<details class=\"contents\"><summary>On this page</summary>\n<ul>\n");
    headings.forEach((id, text) ->
        html.append("<li><a href=\"#").append(escaped(id)).append("\">").append(escaped(text)).append("</a></li>\n"));
    return html.append("</ul>\n</details>\n").toString();
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
  }
}
