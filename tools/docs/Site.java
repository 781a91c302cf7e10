import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Makes a small site of README.md and docs/: plain HTML without a script, which needs no network and no server.
///
///     java -cp COMMONMARK tools/docs/Site.java FOLDER OUT
///
/// Every page that is linked to becomes one, every other file that is linked to is copied. A link that leads nowhere, and an
/// anchor that its page has not, are told, and then it ends with 1.
final class Site {
  private static final Path START = Path.of("README.md");
  private static final String PAGE = ".md";

  private final Path root;
  private final Path out;
  private final Map<Path, Page> pages = new TreeMap<>();
  private final List<String> dead = new ArrayList<>();

  private Site(Path root, Path out) {
    this.root = root;
    this.out = out;
  }

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 2) {
      System.err.println("usage: java -cp COMMONMARK tools/docs/Site.java FOLDER OUT");
      System.exit(2);
    }
    Site site = new Site(Path.of(arguments[0]), Path.of(arguments[1]));
    site.read();
    site.write();
    site.dead.forEach(System.err::println);
    if (!site.dead.isEmpty()) {
      System.exit(1);
    }
    System.err.println("docs: " + site.pages.size() + " pages; begin with " + site.out.resolve("index.html"));
  }

  /// Reads the pages, and those that they lead to.
  private void read() throws IOException {
    Deque<Path> left = new ArrayDeque<>();
    left.add(START);
    try (Stream<Path> docs = Files.list(root.resolve("docs"))) {
      docs.filter(file -> file.toString().endsWith(PAGE)).map(root::relativize).sorted().forEach(left::add);
    }
    while (!left.isEmpty()) {
      Path file = left.remove();
      if (pages.containsKey(file)) {
        continue;
      }
      Page page = Page.read(root, file);
      pages.put(file, page);
      page.links().map(Link::file).filter(this::isPage).forEach(left::add);
    }
  }

  private boolean isPage(Path file) {
    return file.toString().endsWith(PAGE) && Files.isRegularFile(root.resolve(file));
  }

  private void write() throws IOException {
    Navigation navigation = Navigation.read(root.resolve("tools/docs/navigation.tsv"), pages);
    for (Page page : pages.values()) {
      page.links().forEach(link -> check(page, link));
      Path to = out.resolve(htmlOf(page.file()));
      Files.createDirectories(to.getParent());
      Files.writeString(to, page.html(this, navigation));
    }
    Files.copy(
        root.resolve("tools/docs/site.css"),
        out.resolve("site.css"),
        StandardCopyOption.REPLACE_EXISTING);
  }

  private void check(Page page, Link link) {
    Path file = root.resolve(link.file());
    Page to = pages.get(link.file());
    if (!link.file().startsWith("..") && to != null) {
      if (!link.anchor().isEmpty() && !to.anchors().contains(link.anchor())) {
        dead.add(page.file() + ": " + link.text() + ": there is no heading for #" + link.anchor());
      }
    } else if (link.file().startsWith("..") || !Files.exists(file)) {
      dead.add(page.file() + ": " + link.text() + ": there is no such file");
    } else {
      copy(page, link, file);
    }
  }

  private void copy(Page page, Link link, Path file) {
    try (Stream<Path> files = Files.walk(file)) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        Path to = out.resolve(root.relativize(each));
        Files.createDirectories(to.getParent());
        Files.copy(each, to, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException failed) {
      dead.add(page.file() + ": " + link.text() + ": " + failed);
    }
  }

  /// {@return where a page is in the site}
  static Path htmlOf(Path file) {
    if (file.equals(START)) {
      return Path.of("index.html");
    }
    String name = file.getFileName().toString();
    return file.resolveSibling(name.substring(0, name.length() - PAGE.length()) + ".html");
  }

  /// {@return what leads in the site where a link leads in the repository}
  String destination(Page from, Link link) {
    boolean page = pages.containsKey(link.file());
    Path to = page ? htmlOf(link.file()) : link.file();
    // A browser shows what is in a folder.
    String folder = !page && Files.isDirectory(root.resolve(link.file())) ? "/" : "";
    return between(from, to) + folder + (link.anchor().isEmpty() ? "" : "#" + link.anchor());
  }

  /// {@return the way from a page to a place in the site}
  static String between(Page from, Path to) {
    Path here = htmlOf(from.file()).getParent();
    return (here == null ? to : here.relativize(to)).toString();
  }
}
