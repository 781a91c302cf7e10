package dev.fathom.lab.page;

import dev.fathom.lab.scenario.JsonSteps;
import dev.fathom.lab.scenario.Scenario;
import dev.fathom.lab.scenario.Step;
import dev.fathom.view.ContentHash;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A page that plays scenarios: page tables and frames side by side, what changed highlighted. Its
/// script and style are built from `web/src/lab`.
public final class LabPage {
  private LabPage() {}

  /// Writes the page; the stream stays open.
  ///
  /// @param played scenarios and their steps, in the order of the map; at least one
  public static void write(Map<Scenario, List<Step>> played, OutputStream out) throws IOException {
    String script = resource("page.js");
    String style = resource("page.css");
    text(
        out,
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="%s">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="referrer" content="no-referrer">
        <link rel="icon" href="data:,">
        <title>Fathom lab</title>
        """
            .formatted(policy(script, style)));
    text(out, "<style>" + style + "</style>\n</head>\n<body>\n");
    text(out, "<noscript>This page plays scenarios, and needs JavaScript for that.</noscript>\n");
    text(out, "<main id=\"page\"></main>\n<script type=\"application/json\" id=\"data\">");
    JsonSteps.writeForScript(played, out);
    text(out, "</script>\n<script>" + script + "</script>\n</body>\n</html>\n");
  }

  private static String policy(String script, String style) {
    return "default-src 'none'; script-src "
        + ContentHash.of(script)
        + "; style-src "
        + ContentHash.of(style)
        + "; img-src data:; base-uri 'none'; form-action 'none'";
  }

  private static String resource(String name) throws IOException {
    try (@Nullable InputStream resource = LabPage.class.getResourceAsStream(name)) {
      if (resource == null) {
        throw new IllegalStateException(name + " is missing in the jar");
      }
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void text(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
