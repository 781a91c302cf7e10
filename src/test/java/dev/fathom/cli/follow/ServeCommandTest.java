package dev.fathom.cli.follow;

import static dev.fathom.cli.ServedFathom.encoded;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.FathomRun;
import dev.fathom.cli.Main;
import dev.fathom.cli.ServedFathom;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.JsonDifference;
import dev.fathom.testing.Kernel;
import dev.fathom.testing.PerlTarget;
import dev.fathom.testing.Perls;
import dev.fathom.testing.PythonTarget;
import dev.fathom.testing.ShellTarget;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The findings behind an address: who is let in, what is answered, and what happens when the
/// target ends.
final class ServeCommandTest {
  private static final long MIB = 1 << 20;
  private static final int INSTANCES = 2000;

  private static final List<String> NAMES =
      List.of(
          "<script>alert(1)</script>",
          "\"});//",
          "</script><img src=x onerror=alert(2)>",
          "&lt;b&gt;${1}`'\\");

  /// Every question, with what it needs for an answer about `__main__`.
  private static final List<String> QUESTIONS =
      List.of(
          "page",
          "balance",
          "objects",
          "objects?by=module",
          "objects?by=owner",
          "objects?by=pattern",
          "objects?by=size",
          "instances?limit=500",
          "instances?type=dict&limit=500",
          "instances?type=str&limit=500",
          "owners?top=500",
          "path?of=str&top=500",
          "path?of=dict&top=500",
          "explain?of=dict",
          "explain?of=str",
          "graph?of=dict&nodes=200",
          "graph?of=str&depth=10",
          "fragmentation",
          "pins",
          "live");

  @TempDir private Path directory;

  @Test
  void onlyWhoKnowsTheTokenAndComesFromHereIsLetIn() {
    try (ShellTarget target = ShellTarget.start();
        ServedFathom served = ServedFathom.start(target.pid())) {
      String page = served.url().getRawPath();
      String host = "Host: " + served.host();
      int port = served.url().getPort();
      assertThat(page).matches("/[0-9a-f]{32}/");
      assertThat(served.get(page).status()).isEqualTo(200);

      // By which name.
      for (String own : List.of("localhost:" + port, "LocalHost:" + port)) {
        assertThat(served.send("GET " + page + " HTTP/1.1", "Host: " + own).status())
            .as(own)
            .isEqualTo(200);
      }
      for (String foreign :
          List.of(
              "evil.example",
              "evil.example:" + port,
              "127.0.0.1.evil.example:" + port,
              "localhost.evil.example:" + port,
              "127.0.0.1",
              "127.0.0.1:1",
              "127.0.0.2:" + port,
              "[127.0.0.1]:" + port,
              "evil@127.0.0.1:" + port,
              ":" + port,
              "")) {
        served.send("GET " + page + " HTTP/1.1", "Host: " + foreign).assertRefused(403);
      }
      served.send("GET " + page + " HTTP/1.1", "Accept: */*").assertRefused(403);
      served.send("GET " + page + " HTTP/1.1", host, "Host: evil.example").assertRefused(403);

      // From which page.
      assertThat(
              served
                  .send("GET " + page + " HTTP/1.1", host, "Origin: http://" + served.host())
                  .status())
          .isEqualTo(200);
      for (String foreign :
          List.of(
              "http://evil.example",
              "https://" + served.host(),
              "http://127.0.0.1:1",
              "null",
              "file://",
              "http://" + served.host() + ".evil.example",
              "http://" + served.host() + "/")) {
        served.send("GET " + page + " HTTP/1.1", host, "Origin: " + foreign).assertRefused(403);
      }

      // With the token.
      for (String without :
          List.of(
              "/",
              "/api/balance",
              "/favicon.ico",
              "/" + "0".repeat(32) + "/",
              page.substring(0, 20) + "/",
              page.substring(0, page.length() - 2) + "/",
              page.toUpperCase(java.util.Locale.ROOT) + "G/",
              "/x" + page,
              "/?token=" + page.substring(1),
              "/../" + page)) {
        served.get(without).assertRefused(403);
      }
    }
  }

  /// More than it takes at a time: some that say nothing, some that say half of it, some that know
  /// the token and do not take the answer.
  @Test
  void theSlowShutNobodyOut() throws IOException {
    List<Socket> slow = new ArrayList<>();
    try (ShellTarget target = ShellTarget.start();
        ServedFathom served = ServedFathom.start(target.pid())) {
      String page = served.url().getRawPath();
      String whole = "GET " + page + " HTTP/1.1\r\nHost: " + served.host() + "\r\n\r\n";
      try {
        for (int number = 0; number < 1200; number++) {
          Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), served.url().getPort());
          slow.add(socket);
          String said =
              switch (number % 3) {
                case 0 -> "";
                case 1 -> whole.substring(0, whole.length() / 2);
                default -> number < 600 ? whole : "";
              };
          try {
            socket.getOutputStream().write(said.getBytes(UTF_8));
          } catch (IOException shutOut) {
            continue; // as it should be, sooner or later
          }
          if (number % 100 == 99) {
            assertThat(served.ask("balance").json()).containsKey("balance");
          }
        }
        for (int round = 0; round < 20; round++) {
          assertThat(served.ask("balance").json()).containsKey("balance");
          assertThat(served.get(page).status()).isEqualTo(200);
        }
      } finally {
        for (Socket socket : slow) {
          socket.close();
        }
      }
      assertThat(served.err()).isEmpty();
      assertThat(served.end()).isEqualTo(ExitCode.FINE);
    }
  }

  @Test
  void nothingElseCanBeHad() {
    try (ShellTarget target = ShellTarget.start();
        ServedFathom served = ServedFathom.start(target.pid())) {
      String page = served.url().getRawPath();
      String host = "Host: " + served.host();
      for (String outside :
          List.of(
              "..",
              "../",
              "../../etc/passwd",
              "%2e%2e/%2e%2e/etc/passwd",
              "..%2f..%2fetc%2fpasswd",
              "..%5c..%5cetc%5cpasswd",
              "/etc/passwd",
              "//etc/passwd",
              "%2Fetc%2Fpasswd",
              "%00",
              "index.html",
              "api",
              "api/",
              "api//balance",
              "api/balance/",
              "api/../api/balance",
              "api/%62alance",
              "api/BALANCE",
              "a".repeat(10_000))) {
        served.get(page + outside).assertRefused(404);
      }
      served.get(page.substring(0, page.length() - 1)).assertRefused(404);
      served.get("//" + page).assertRefused(404);
      served.get("//" + served.host() + page).assertRefused(404);
      served.send("GET http://" + served.host() + page + " HTTP/1.1", host).assertRefused(404);
      for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW")) {
        assertThat(
                served.send(method + " " + page + " HTTP/1.1", host).assertRefused(405).headers())
            .containsEntry("allow", "GET, HEAD");
      }
      served
          .sendRaw("GET " + page + " HTTP/1.1\r\n" + host + "\r\nContent-Length: 5\r\n\r\nhello")
          .assertRefused(413);
      served.ask("owners?of=" + "a".repeat(5000)).assertRefused(414);
      // More than that is not even read.
      assertThat(served.get(page + "a".repeat(1 << 20)).status()).isIn(0, 400);
      assertThat(
              served.send("GET " + page + " HTTP/1.1", host, "X: " + "a".repeat(1 << 20)).status())
          .isIn(0, 400);
      for (String wrong :
          List.of(
              "owners?top=-1",
              "owners?top=many",
              "owners?top=100000",
              "owners?top",
              "owners?top=%ff%fe",
              "instances?offset=99999999999",
              "objects?by=colour",
              "graph?of=int&depth=11",
              "graph?of=int&nodes=201",
              "address?of=here",
              "address?of=0x",
              "live?after=never")) {
        served.ask(wrong).assertRefused(400);
      }
      assertThat(served.ask("owners?top=%zz").status()).isEqualTo(400); // no address at all
      served.ask("explain?of=no.such.Type").assertRefused(404);
      served.ask("path?of=0x10").assertRefused(404);
      served.ask("owners?of=nowhere").assertRefused(404);
      served.ask("graph?of=0x10").assertRefused(404);
      // All the while it is there for who asks as one should.
      assertThat(served.ask("balance").json()).containsKey("balance");
      assertThat(served.err()).isEmpty();
      assertThat(served.end()).isEqualTo(ExitCode.FINE);
    }
  }

  @Test
  void eachAnswerSaysWhatABrowserMayDoWithIt() {
    try (ShellTarget target = ShellTarget.start();
        ServedFathom served = ServedFathom.start(target.pid())) {
      String page = served.url().getRawPath();
      for (ServedFathom.Reply reply :
          List.of(served.get(page), served.ask("balance"), served.get("/"), served.ask("no"))) {
        assertThat(reply.headers())
            .containsEntry("x-content-type-options", "nosniff")
            .containsEntry("referrer-policy", "no-referrer")
            .containsEntry("cache-control", "no-store")
            .containsEntry("x-frame-options", "DENY")
            .containsEntry("cross-origin-resource-policy", "same-origin");
        assertThat(reply.headers().get("content-security-policy"))
            .contains("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'");
      }
      ServedFathom.Reply head =
          served.send("HEAD " + page + "api/balance HTTP/1.1", "Host: " + served.host());
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.body()).isEmpty();
      assertThat(Integer.parseInt(String.valueOf(head.headers().get("content-length"))))
          .isGreaterThan(100);
    }
  }

  /// A file does not change: what the commands say of it is what is served.
  @Test
  void theAnswersAreThoseOfTheCommands() {
    Path file = directory.resolve("a.fathom");
    try (PythonTarget target =
        PythonTarget.start(Interpreters.requireAny(), "million.py", INSTANCES)) {
      FathomRun.of("snapshot", target.pid(), "-o", file).assertFine();
    }
    try (ServedFathom served = ServedFathom.start(file)) {
      String points = "__main__.points";
      long address = number(first(served.ask("owners?of=" + points), "owners"), "address");
      Map<String, List<Object>> commands = new LinkedHashMap<>();
      commands.put("balance", List.of("report", file));
      commands.put("objects?by=module", List.of("objects", file, "--by=module"));
      commands.put(
          "objects?by=owner&filter=Point",
          List.of("objects", file, "--by=owner", "--filter=Point"));
      commands.put("owners?top=30", List.of("owners", file, "--top=30"));
      commands.put(
          "owners?top=7&of=" + points, List.of("owners", file, "--top=7", "--of=" + points));
      commands.put("path?top=20&of=__main__.Node", List.of("path", file, "__main__.Node"));
      commands.put("explain?of=__main__.Point", List.of("explain", file, "__main__.Point"));
      commands.put(
          "graph?nodes=30&depth=3&of=" + points,
          List.of("graph", file, points, "--nodes=30", "--depth=3"));
      commands.put("fragmentation", List.of("fragmentation", file));
      commands.put("pins?top=10000", List.of("pins", file));
      commands.put("address?of=" + address, List.of("address", file, address));
      commands.forEach((question, command) -> {
        List<Object> words = new ArrayList<>(command);
        words.add("--json");
        assertThat(
                JsonDifference.between(
                    told(FathomRun.of(words.toArray()).assertFine().json()),
                    told(served.ask(question).json())))
            .as(question)
            .isEmpty();
      });
      assertThat(served.ask("address?of=0x" + Long.toHexString(address)).json().get("place"))
          .isEqualTo(served.ask("address?of=" + address).json().get("place"));
      // However few are listed, nothing is lost.
      List<Map<String, @Nullable Object>> few =
          objects(served.ask("objects?by=owner&top=3"), "rows");
      assertThat(few).hasSize(4);
      assertThat(String.valueOf(few.getLast().get("owner"))).endsWith(" others)");
      for (String column : List.of("count", "shallow", "allocated", "resident")) {
        assertThat(sum(few, column))
            .as(column)
            .isEqualTo(sum(objects(served.ask("objects"), "rows"), column));
      }
      // There is nothing to watch.
      assertThat(served.ask("live").json())
          .containsEntry("live", false)
          .containsEntry("gone", false)
          .doesNotContainKey("samples");
    }
  }

  @Test
  void singleObjectsComePageByPage() {
    try (PythonTarget target =
        PythonTarget.start(Interpreters.requireAny(), "million.py", INSTANCES)) {
      Map<String, Long> truth = target.counts();
      try (ServedFathom served = ServedFathom.start(target.pid())) {
        String question = "instances?type=__main__.Node&limit=300";
        long count = number(served.ask(question).json(), "count");
        assertThat(count).isEqualTo(truth.get("__main__.Node"));
        Set<Object> addresses = new HashSet<>();
        long before = Long.MAX_VALUE;
        for (int offset = 0; offset < count; offset += 300) {
          List<Map<String, @Nullable Object>> page =
              objects(served.ask(question + "&offset=" + offset), "objects");
          assertThat(page).hasSize((int) Math.min(300, count - offset));
          for (Map<String, @Nullable Object> node : page) {
            assertThat(node).containsEntry("type", "__main__.Node");
            assertThat(number(node, "retained")).isBetween(number(node, "shallow"), before);
            before = number(node, "retained");
            addresses.add(number(node, "address"));
          }
        }
        assertThat(addresses).hasSize((int) count);
        // The process itself finds such objects there.
        List<Long> some = addresses.stream().limit(50).map(Long.class::cast).toList();
        assertThat(target.confirm(some)).containsOnly("__main__.Node");
        // Those that a variable keeps: half are Nodes, in __main__.nodes.
        Map<String, @Nullable Object> kept =
            served.ask("instances?type=__main__.Point&of=__main__.points&limit=5").json();
        assertThat(number(kept, "count")).isBetween(INSTANCES / 2 - 10L, INSTANCES / 2L);
        assertThat(objects(kept, "objects"))
            .hasSize(5)
            .allSatisfy(point ->
                assertThat(String.valueOf(point.get("path"))).startsWith("__main__.points["));
        assertThat(
                number(
                    served.ask("instances?type=__main__.Node&of=__main__.points").json(), "count"))
            .isLessThan(10);
        assertThat(number(served.ask("instances?of=__main__.points").json(), "count"))
            .isEqualTo(number(first(served.ask("owners?of=__main__.points"), "owners"), "objects"));
      }
    }
  }

  @Test
  void markupInNamesIsText() {
    try (PythonTarget target =
            PythonTarget.start(Interpreters.requireAny(), "markup.py", INSTANCES);
        ServedFathom served = ServedFathom.start(target.pid())) {
      for (String name : NAMES) {
        String type = encoded("__main__." + name);
        for (String question :
            List.of(
                "instances?type=" + type,
                "path?of=" + type,
                "explain?of=" + type,
                "graph?of=" + type,
                "objects?filter=" + encoded(name))) {
          ServedFathom.Reply reply = served.ask(question);
          assertThat(text(reply.json())).as(question).contains(name);
          assertThat(reply.body()).as(question).doesNotContain("<");
        }
      }
      for (String question : QUESTIONS) {
        ServedFathom.Reply reply = served.ask(question);
        assertThat(reply.json()).containsEntry("schema", 2L);
        assertThat(reply.body()).as(question).doesNotContain("<");
      }
      // Nor does a complaint about such a name run: it is plain text, and nothing sniffs.
      for (String name : NAMES) {
        served.ask("explain?of=" + encoded("no" + name)).assertRefused(404);
      }
    }
  }

  @Test
  void contentsOfStringsAreNotServed() {
    try (PythonTarget target =
            PythonTarget.start(
                Interpreters.requireAny(), "confidential.py", "correct-horse", "correct-horseü");
        ServedFathom served = ServedFathom.start(target.pid())) {
      StringBuilder all = new StringBuilder(served.get(served.url().getRawPath()).body());
      QUESTIONS.forEach(question -> all.append(served.ask(question).body()));
      // Where the secrets are: by what else is there, they are far down in every other list.
      all.append(served.ask("path?of=__main__.Account").body());
      all.append(served.ask("instances?of=__main__.accounts").body());
      all.append(served.ask("instances?of=__main__.by_password").body());
      all.append(served.ask("graph?nodes=200&of=__main__.by_password").body());
      for (Map<String, @Nullable Object> string :
          objects(served.ask("instances?type=str&limit=100"), "objects")) {
        all.append(served.ask("explain?of=" + string.get("address")).body());
        all.append(served.ask("graph?of=" + string.get("address")).body());
        all.append(served.ask("address?of=" + string.get("address")).body());
      }
      assertThat(List.of("password", "by_password", "accounts"))
          .allMatch(name -> all.indexOf(name) >= 0);
      assertThat(
              List.of(
                  "correct-horse", "interned_secret_of_the_source", "interned_secret_of_a_tuple"))
          .noneMatch(secret -> all.indexOf(secret) >= 0);
    }
  }

  @Test
  void theCurveIsTheKernels() {
    try (PythonTarget target =
            PythonTarget.start(Interpreters.requireAny(), "million.py", INSTANCES);
        ServedFathom served = ServedFathom.start(target.pid(), "--interval=20")) {
      Map<String, @Nullable Object> live = awaitSamples(served, "live", 5);
      assertThat(live).containsEntry("live", true).containsEntry("gone", false);
      Kernel kernel = Kernel.of(target.pid());
      long before = -1;
      for (Map<String, @Nullable Object> sample : objects(live, "samples")) {
        assertThat(number(sample, "millis")).isGreaterThan(before);
        before = number(sample, "millis");
        assertThat(number(sample, "rss"))
            .isBetween(
                kernel.status().getOrDefault("VmRSS", 0L) - MIB,
                kernel.status().getOrDefault("VmRSS", 0L) + MIB);
      }
      // The beginning is a look's, and only what is new need be asked for.
      Map<String, @Nullable Object> look = objects(live, "looks").getFirst();
      assertThat(accounts(look)).isEqualTo(number(look, "rss"));
      Map<String, @Nullable Object> later = awaitSamples(served, "live?after=" + before, 1);
      assertThat(number(objects(later, "samples").getFirst(), "millis")).isGreaterThan(before);
      assertThat(objects(later, "looks")).isEmpty();
      // It was looked at once, and is not held.
      assertThat(Kernel.of(target.pid()).tracer()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"normal", "short,inject"})
  void looksMakeACurveOfAccounts(String pause) {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "million.py", 200);
        ServedFathom served =
            ServedFathom.start(target.pid(), "--look-every=1", "--pause=" + pause)) {
      Map<String, @Nullable Object> live = served.ask("live").json();
      while (objects(live, "looks").size() < 3) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        live = served.ask("live").json();
      }
      for (Map<String, @Nullable Object> look : objects(live, "looks")) {
        assertThat(accounts(look)).isEqualTo(number(look, "rss"));
        assertThat(look.get("pausedMillis")).isNotNull();
      }
    }
  }

  @Test
  void theFindingsOutliveTheTarget() {
    ServedFathom served;
    Map<String, Map<String, @Nullable Object>> before = new HashMap<>();
    try (PythonTarget target =
        PythonTarget.start(Interpreters.requireAny(), "million.py", INSTANCES)) {
      served = ServedFathom.start(target.pid(), "--interval=20", "--look-every=1");
      awaitSamples(served, "live", 2);
      for (String question : List.of("balance", "owners?top=20", "path?of=__main__.Node", "pins")) {
        before.put(question, told(served.ask(question).json()));
      }
    }
    try (served) {
      while (!Boolean.TRUE.equals(served.ask("live").json().get("gone"))) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
      }
      Map<String, @Nullable Object> live = served.ask("live").json();
      assertThat(objects(live, "samples")).isNotEmpty();
      // The curve has ended.
      long last = number(live, "lastMillis");
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
      assertThat(number(served.ask("live").json(), "lastMillis")).isEqualTo(last);
      before.forEach((question, answer) ->
          assertThat(told(served.ask(question).json())).as(question).isEqualTo(answer));
      long address = number(first(served.ask("owners"), "owners"), "address");
      Map<String, @Nullable Object> place =
          Json.object(served.ask("address?of=" + address).json().get("place"));
      assertThat(Json.object(place.get("page"))).doesNotContainKey("frame");
      while (served.err().isEmpty()) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
      }
      assertThat(served.err()).contains("has ended").hasLineCount(1);
      assertThat(served.end()).isEqualTo(ExitCode.FINE);
    }
  }

  @Test
  void manyAskAtOnce() throws Exception {
    try (PythonTarget target =
            PythonTarget.start(Interpreters.requireAny(), "million.py", INSTANCES);
        ServedFathom served = ServedFathom.start(target.pid())) {
      List<String> questions = QUESTIONS.subList(0, QUESTIONS.size() - 1);
      Map<String, Map<String, @Nullable Object>> alone = new HashMap<>();
      questions.forEach(question -> alone.put(question, told(served.ask(question).json())));
      List<CompletableFuture<Void>> asked =
          IntStream.range(0, 3 * questions.size())
              .mapToObj(turn ->
                  CompletableFuture.runAsync(
                      () -> {
                        String question = questions.get(turn % questions.size());
                        assertThat(told(served.ask(question).json()))
                            .as(question)
                            .isEqualTo(alone.get(question));
                      },
                      runnable -> Thread.ofPlatform().start(runnable)))
              .toList();
      for (CompletableFuture<Void> each : asked) {
        each.get(120, TimeUnit.SECONDS);
      }
      assertThat(served.err()).isEmpty();
    }
  }

  @Test
  void perlIsServedInItsOwnWords() {
    try (PerlTarget target = PerlTarget.start(Perls.requireSystem(), "every.pl", 100);
        ServedFathom served = ServedFathom.start(target.pid())) {
      assertThat(number(served.ask("instances?type=" + encoded("Foo::Bar=HASH")).json(), "count"))
          .isEqualTo(100);
      assertThat(text(served.ask("path?of=" + encoded("Foo::Bar=HASH")).json()))
          .contains("main::objects");
      assertThat(first(served.ask("owners?of=" + encoded("%main::cache")), "owners"))
          .containsEntry("type", "HASH");
      for (String question : List.of("balance", "objects?by=owner", "fragmentation", "pins")) {
        assertThat(served.ask(question).json()).containsEntry("schema", 2L);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--port=-1",
        "--port=65536",
        "--port=http",
        "--bind=evil.example",
        "--bind=",
        "--interval=0",
        "--look-every=-1"
      })
  void aWrongCommandLine(String option) {
    try (ShellTarget target = ShellTarget.start()) {
      FathomRun.of("serve", target.pid(), option).assertOneLine(ExitCode.USAGE);
    }
  }

  @Test
  void whatCannotBeServedIsOneLine() throws IOException {
    long gone = ShellTarget.gonePid();
    assertThat(FathomRun.of("serve", gone).assertOneLine(ExitCode.FAILED))
        .contains("no process " + gone);
    FathomRun.of("serve", directory.resolve("no.fathom")).assertOneLine(ExitCode.USAGE);
    try (ShellTarget target = ShellTarget.start()) {
      try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
        assertThat(
                FathomRun.of("serve", target.pid(), "--port", taken.getLocalPort())
                    .assertOneLine(ExitCode.FAILED))
            .contains("port " + taken.getLocalPort() + " of 127.0.0.1 is in use");
      }
      // TEST-NET-1 (RFC 5737): nobody has it.
      assertThat(
              FathomRun.of("serve", target.pid(), "--bind=192.0.2.1")
                  .assertOneLine(ExitCode.FAILED))
          .contains("192.0.2.1");
      assertThat(Kernel.of(target.pid()).isLetRun()).isTrue();
    }
  }

  @Test
  void whoListensToAllIsWarned() {
    try (ShellTarget target = ShellTarget.start();
        ServedFathom served = ServedFathom.start(target.pid(), "--bind=0.0.0.0")) {
      assertThat(served.err()).contains("warning", "0.0.0.0").hasLineCount(1);
      String page = served.url().getRawPath();
      assertThat(served.get(page).status()).isEqualTo(200);
      int port = served.url().getPort();
      String line = "GET " + page + " HTTP/1.1";
      assertThat(served.send(line, "Host: 192.0.2.7:" + port).status()).isEqualTo(200);
      served.send(line, "Host: evil.example:" + port).assertRefused(403);
      served
          .send(line, "Host: 192.0.2.7:" + port, "Origin: http://evil.example:" + port)
          .assertRefused(403);
    }
  }

  /// Runs in a virtual machine of its own: signals are for the whole of one.
  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void aSignalEndsItWell(String signal) throws Exception {
    try (ShellTarget target = ShellTarget.start()) {
      Process fathom =
          new ProcessBuilder(
                  "env", // where the tests run in the background, SIGINT is ignored
                  "--default-signal=INT",
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "--enable-native-access=ALL-UNNAMED",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Main.class.getName(),
                  "serve",
                  Long.toString(target.pid()))
              .redirectErrorStream(true)
              .start();
      try (BufferedReader output = fathom.inputReader(UTF_8)) {
        assertThat(output.readLine()).contains("Ctrl-C");
        assertThat(output.readLine()).startsWith("http://127.0.0.1:");
        new ProcessBuilder("kill", "-" + signal, Long.toString(fathom.pid())).start().waitFor();
        assertThat(output.readLine()).isNull();
        assertThat(fathom.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(fathom.exitValue()).isEqualTo(ExitCode.FINE);
      } finally {
        fathom.destroyForcibly();
      }
      assertThat(Kernel.of(target.pid()).tracer()).isZero();
    }
  }

  /// Asks until there are so many samples.
  private static Map<String, @Nullable Object> awaitSamples(
      ServedFathom served, String question, int count) {
    Map<String, @Nullable Object> live = served.ask(question).json();
    while (objects(live, "samples").size() < count) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
      live = served.ask(question).json();
    }
    return live;
  }

  /// The sum of the accounts of a look.
  private static long accounts(Map<String, @Nullable Object> look) {
    return sum(objects(look, "accounts"), "resident");
  }

  private static long sum(List<Map<String, @Nullable Object>> rows, String column) {
    long sum = 0;
    for (Map<String, @Nullable Object> row : rows) {
      sum += number(row, column);
    }
    return sum;
  }

  /// An answer without what it took to make it.
  private static Map<String, @Nullable Object> told(Map<String, @Nullable Object> answer) {
    answer.remove("cost");
    answer.remove("svg"); // for the page alone, and tested there
    return answer;
  }

  /// All names and texts in an answer, a line each.
  private static String text(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> text(new ArrayList<>(map.values()));
      case List<?> list -> list.stream().map(ServeCommandTest::text).reduce("", String::concat);
      case null -> "\n";
      default -> value + "\n";
    };
  }

  private static Map<String, @Nullable Object> first(ServedFathom.Reply reply, String name) {
    return objects(reply, name).getFirst();
  }

  private static List<Map<String, @Nullable Object>> objects(
      ServedFathom.Reply reply, String name) {
    return objects(reply.json(), name);
  }

  private static List<Map<String, @Nullable Object>> objects(
      Map<String, @Nullable Object> from, String name) {
    return Json.array(from.get(name)).stream().map(Json::object).toList();
  }

  private static long number(Map<String, @Nullable Object> object, String name) {
    return object.get(name) instanceof Number value ? value.longValue() : -1;
  }
}
