import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Which page answers which question. A line of the file is a group, a question and a page, parted by tabs; pages that
/// have no line come last, by their titles.
record Navigation(Map<String, List<Entry>> groups) {
  private static final String REST = "More";

  /// A question, and the page that answers it.
  record Entry(String question, Path file) {}

  static Navigation read(Path file, Map<Path, Page> pages) throws IOException {
    Map<String, List<Entry>> groups = new LinkedHashMap<>();
    Map<Path, Page> left = new TreeMap<>(pages);
    for (String line : Files.readAllLines(file)) {
      String[] cells = line.split("\t");
      if (line.startsWith("#") || cells.length < 3) {
        continue;
      }
      Path page = Path.of(cells[2]);
      if (left.remove(page) == null) {
        throw new IOException(file + ": there is no such page, or it was there before: " + line);
      }
      groups.computeIfAbsent(cells[0], name -> new ArrayList<>()).add(new Entry(cells[1], page));
    }
    left.forEach((page, content) ->
        groups.computeIfAbsent(REST, name -> new ArrayList<>()).add(new Entry(content.title(), page)));
    return new Navigation(groups);
  }

  String html(Page from) {
    StringBuilder html = new StringBuilder();
    groups.forEach((group, entries) -> {
      html.append("<h2>").append(Page.escaped(group)).append("</h2>\n<ul>\n");
      for (Entry entry : entries) {
        html.append("<li><a href=\"")
            .append(Page.escaped(Site.between(from, Site.htmlOf(entry.file()))))
            .append(entry.file().equals(from.file()) ? "\" aria-current=\"page\">" : "\">")
            .append(Page.escaped(entry.question()))
            .append("</a></li>\n");
      }
      html.append("</ul>\n");
    });
    return html.toString();
  }
}
