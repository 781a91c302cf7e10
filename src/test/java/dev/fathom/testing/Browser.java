package dev.fathom.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// A Chromium without a window, driven over WebDriver (<https://www.w3.org/TR/webdriver2/>).
///
/// A machine without `chromium` and `chromedriver` skips the test.
public final class Browser implements AutoCloseable {
  /// Keys that are no characters.
  public enum Key {
    BACKSPACE('\uE003'),
    ENTER('\uE007'),
    LEFT('\uE012'),
    RIGHT('\uE014'),
    DOWN('\uE015');

    private final char code;

    Key(char code) {
      this.code = code;
    }
  }

  private static final JsonFactory FACTORY = new JsonFactory();
  private static final String STARTED = "started successfully on port ";
  private static final String ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
  private static final String TAB = "\uE004";
  private static final int MOST_LOOKS = 600;
  private static final int PATIENCE_MILLIS = 120_000;

  private final Process driver;
  private final Path profile;
  private final URI session;

  private Browser(Process driver, Path profile, URI session) {
    this.driver = driver;
    this.profile = profile;
    this.session = session;
  }

  /// Starts one whose window has this size, in pixels.
  public static Browser start(int width, int height) {
    return start(width, height, Map.of());
  }

  /// Starts one as on a phone: no window is as narrow.
  public static Browser phone(int width, int height) {
    Map<String, Object> metrics = Map.of("width", width, "height", height, "pixelRatio", 1);
    return start(width, height, Map.of("mobileEmulation", Map.of("deviceMetrics", metrics)));
  }

  private static Browser start(int width, int height, Map<String, Object> more) {
    Path program = onPath("chromedriver");
    Path chromium = onPath("chromium");
    try {
      Path profile = Files.createTempDirectory("fathom-browser");
      Process driver =
          new ProcessBuilder(program.toString(), "--port=0").redirectErrorStream(true).start();
      URI server = URI.create("http://127.0.0.1:" + port(driver));
      Map<String, Object> options = new HashMap<>(more);
      options.put("binary", chromium.toString());
      options.put(
          "args",
          List.of(
              "--headless=new",
              "--no-sandbox",
              "--disable-gpu",
              "--disable-dev-shm-usage",
              "--hide-scrollbars",
              "--user-data-dir=" + profile,
              "--window-size=" + width + "," + height));
      Map<String, Object> wanted =
          Map.of(
              "browserName",
              "chrome",
              "goog:chromeOptions",
              options,
              "goog:loggingPrefs",
              Map.of("browser", "ALL", "performance", "ALL"));
      Browser bare = new Browser(driver, profile, server.resolve("/session"));
      Map<String, @Nullable Object> made =
          Json.object(bare.post("", Map.of("capabilities", Map.of("alwaysMatch", wanted))));
      return new Browser(driver, profile, server.resolve("/session/" + made.get("sessionId")));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Path onPath(String program) {
    for (String folder : System.getenv("PATH").split(":", -1)) {
      Path file = Path.of(folder, program);
      if (Files.isExecutable(file)) {
        return file;
      }
    }
    return Assumptions.abort("there is no " + program + " here");
  }

  private static int port(Process driver) throws IOException {
    BufferedReader said = driver.inputReader(UTF_8);
    StringBuilder all = new StringBuilder();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      int at = line.indexOf(STARTED);
      if (at >= 0) {
        // What it says later is read by nobody; it is little.
        return Integer.parseInt(line.substring(at + STARTED.length()).replaceAll("\\D", ""));
      }
      all.append(line).append('\n');
    }
    throw new IOException("chromedriver did not start: " + all);
  }

  /// Opens an address and waits until it is loaded.
  public void open(String address) {
    post("/url", Map.of("url", address));
  }

  /// Runs the body of a function in the page and returns what it returns.
  public @Nullable Object run(String script, Object... arguments) {
    return post("/execute/sync", Map.of("script", script, "args", List.of(arguments)));
  }

  /// Waits until the body of a function returns true.
  public void await(String script, Object... arguments) {
    for (int look = 0; look < MOST_LOOKS; look++) {
      if (Boolean.TRUE.equals(run(script, arguments))) {
        return;
      }
      try {
        TimeUnit.MILLISECONDS.sleep(50);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    throw new AssertionError("never true in the page: " + script);
  }

  /// {@return the text of an element as the page shows it}
  public String text(String selector) {
    return String.valueOf(get("/element/" + find(selector) + "/text"));
  }

  /// Clicks an element.
  public void click(String selector) {
    post("/element/" + find(selector) + "/click", Map.of());
  }

  /// Types into an element.
  public void type(String selector, String text) {
    post("/element/" + find(selector) + "/value", Map.of("text", text));
  }

  /// Presses keys while an element has the focus.
  public void press(String selector, Key... keys) {
    StringBuilder text = new StringBuilder();
    for (Key key : keys) {
      text.append(key.code);
    }
    type(selector, text.toString());
  }

  /// Presses Tab so many times, wherever the focus is.
  public void tab(int times) {
    List<Map<String, Object>> keys = new ArrayList<>();
    for (int time = 0; time < times; time++) {
      keys.add(Map.of("type", "keyDown", "value", TAB));
      keys.add(Map.of("type", "keyUp", "value", TAB));
    }
    Map<String, Object> keyboard = Map.of("type", "key", "id", "keyboard", "actions", keys);
    post("/actions", Map.of("actions", List.of(keyboard)));
  }

  /// Takes the network away from the page, or gives it back.
  public void network(boolean there) {
    Map<String, Object> conditions =
        Map.of("offline", !there, "latency", 0, "download_throughput", -1, "upload_throughput", -1);
    post("/chromium/network_conditions", Map.of("network_conditions", conditions));
  }

  /// Clicks a place of an element, in pixels from its middle.
  public void clickAt(String selector, int x, int y) {
    Map<String, Object> origin = Map.of(ELEMENT, find(selector));
    Map<String, Object> move =
        Map.of("type", "pointerMove", "duration", 0, "x", x, "y", y, "origin", origin);
    Map<String, Object> mouse =
        Map.of(
            "type",
            "pointer",
            "id",
            "mouse",
            "actions",
            List.of(
                move,
                Map.of("type", "pointerDown", "button", 0),
                Map.of("type", "pointerUp", "button", 0)));
    post("/actions", Map.of("actions", List.of(mouse)));
  }

  /// {@return what the page and the browser complained of since the last call}
  public List<String> complaints() {
    List<String> complaints = new ArrayList<>();
    for (Object entry : Json.array(post("/se/log", Map.of("type", "browser")))) {
      complaints.add(String.valueOf(Json.object(entry).get("message")));
    }
    return complaints;
  }

  /// {@return the addresses that the page asked for since the last call, its own among them}
  public List<String> requests() {
    List<String> addresses = new ArrayList<>();
    for (Object entry : Json.array(post("/se/log", Map.of("type", "performance")))) {
      Map<String, @Nullable Object> event =
          Json.object(
              Json.parseObject(String.valueOf(Json.object(entry).get("message"))).get("message"));
      if ("Network.requestWillBeSent".equals(event.get("method"))) {
        Map<String, @Nullable Object> request =
            Json.object(Json.object(event.get("params")).get("request"));
        addresses.add(String.valueOf(request.get("url")));
      }
    }
    return addresses;
  }

  /// {@return a picture of what the window shows, as PNG}
  public byte[] screenshot() {
    return Base64.getDecoder().decode(String.valueOf(get("/screenshot")));
  }

  private String find(String selector) {
    Object found = post("/element", Map.of("using", "css selector", "value", selector));
    return String.valueOf(Objects.requireNonNull(Json.object(found).get(ELEMENT)));
  }

  private @Nullable Object get(String path) {
    return send("GET", path, "");
  }

  private @Nullable Object post(String path, Map<String, ?> body) {
    return send("POST", path, written(body));
  }

  private @Nullable Object send(String method, String path, String body) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) URI.create(session + path).toURL().openConnection();
      connection.setRequestMethod(method);
      connection.setReadTimeout(PATIENCE_MILLIS);
      if (!body.isEmpty()) {
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/json; charset=utf-8");
        connection.getOutputStream().write(body.getBytes(UTF_8));
      }
      boolean fine = connection.getResponseCode() == HttpURLConnection.HTTP_OK;
      try (InputStream in = fine ? connection.getInputStream() : connection.getErrorStream()) {
        Object value = Json.parseObject(new String(in.readAllBytes(), UTF_8)).get("value");
        if (!fine) {
          throw new AssertionError("the browser answers: " + value);
        }
        return value;
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String written(Object value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
      write(json, value);
    }
    return bytes.toString(UTF_8);
  }

  private static void write(JsonGenerator json, Object value) {
    switch (value) {
      case Map<?, ?> map -> {
        json.writeStartObject();
        map.forEach((name, each) -> {
          json.writeName(String.valueOf(name));
          write(json, each);
        });
        json.writeEndObject();
      }
      case List<?> list -> {
        json.writeStartArray();
        list.forEach(each -> write(json, each));
        json.writeEndArray();
      }
      case Integer number -> json.writeNumber(number);
      case Long number -> json.writeNumber(number);
      case Boolean truth -> json.writeBoolean(truth);
      default -> json.writeString(value.toString());
    }
  }

  @Override
  public void close() {
    try {
      send("DELETE", "", "");
    } finally {
      driver.descendants().forEach(ProcessHandle::destroyForcibly);
      driver.destroyForcibly().onExit().join();
      delete(profile);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
