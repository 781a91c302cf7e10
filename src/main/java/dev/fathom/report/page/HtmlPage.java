package dev.fathom.report.page;

import dev.fathom.view.ContentHash;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// The page, as `web/` builds it: one file that asks for nothing else.
///
/// Its policy allows the one script and the one style that are in it, by their hashes, and no
/// request at all; served, it may ask its own server.
public final class HtmlPage {
  private static final String SCRIPT = "page.js";
  private static final String STYLE = "page.css";

  private final String script;
  private final String style;

  private HtmlPage(String script, String style) {
    this.script = script;
    this.style = style;
  }

  /// Reads the page from the jar.
  public static HtmlPage load() throws IOException {
    return new HtmlPage(resource(SCRIPT), resource(STYLE));
  }

  private static String resource(String name) throws IOException {
    try (InputStream resource = HtmlPage.class.getResourceAsStream(name)) {
      if (resource == null) {
        throw new IOException(name + " is missing in the jar");
      }
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// Writes the page with its data in it.
  public void write(PageData data, long wallNanos, OutputStream out) throws IOException {
    text(out, head("'none'"));
    text(out, "<script type=\"application/json\" id=\"data\">");
    data.write(wallNanos, new ScriptSafeOutput(out));
    text(out, "</script>\n");
    text(out, foot());
  }

  /// {@return the page for a server that has the data document at `data`, an address relative to
  /// the page's own: letters, digits, `.`, `/`, `-`, `_`, `=` and `?` alone}
  public String served(String data) {
    if (!data.matches("[A-Za-z0-9./_=?-]+")) {
      throw new IllegalArgumentException("no address for a page: " + data);
    }
    return head("'self'")
        + "<script type=\"application/json\" id=\"data\" data-from=\""
        + data
        + "\"></script>\n"
        + foot();
  }

  /// {@return what the page may do; also for the header of a server}
  ///
  /// @param connect where it may ask: `'none'` or `'self'`
  public String policy(String connect) {
    return "default-src 'none'; script-src "
        + ContentHash.of(script)
        + "; style-src "
        + ContentHash.of(style)
        + "; img-src data:; connect-src "
        + connect
        + "; base-uri 'none'; form-action 'none'";
  }

  private String head(String connect) {
    return "<!doctype html>\n"
        + "<html lang=\"en\">\n"
        + "<head>\n"
        + "<meta charset=\"utf-8\">\n"
        + "<meta http-equiv=\"Content-Security-Policy\" content=\""
        + policy(connect)
        + "\">\n"
        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        + "<meta name=\"referrer\" content=\"no-referrer\">\n"
        + "<link rel=\"icon\" href=\"data:,\">\n"
        + "<title>Fathom</title>\n"
        + "<style>"
        + style
        + "</style>\n"
        + "</head>\n"
        + "<body>\n"
        + "<noscript>This page draws what it has to show, and needs JavaScript for"
        + " that.</noscript>\n"
        + "<div id=\"page\"></div>\n";
  }

  private String foot() {
    return "<script>" + script + "</script>\n</body>\n</html>\n";
  }

  private static void text(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
