package dev.fathom.snapshot;

import dev.fathom.model.Cost;
import dev.fathom.model.Findings;
import dev.fathom.model.HoldMethod;
import dev.fathom.model.Identity;
import dev.fathom.model.UnreadRuntime;
import dev.fathom.model.Warning;
import dev.fathom.model.dialect.Dialects;
import dev.fathom.model.memory.HugePages;
import dev.fathom.model.memory.KernelCounts;
import dev.fathom.model.memory.KernelMemory;
import dev.fathom.model.memory.SharedSegment;
import java.io.ByteArrayOutputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// The [Manifest] as JSON.
final class ManifestJson {
  /// Says what the file is; nothing else begins like this.
  private static final String FORMAT = "fathom snapshot";

  private ManifestJson() {}

  static byte[] write(Manifest manifest) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json =
        new JsonFactory().createGenerator(ObjectWriteContext.empty(), bytes, JsonEncoding.UTF8)) {
      json.writeStartObject();
      json.writeStringProperty("format", FORMAT);
      json.writeNumberProperty("version", manifest.version());
      json.writeStringProperty("taken", manifest.taken().toString());
      json.writeBooleanProperty("values", manifest.values());
      target(manifest, json);
      json.writeObjectPropertyStart("cost");
      json.writeStringProperty("freeze", manifest.cost().method().id());
      json.writeNumberProperty("heldNanos", manifest.cost().heldNanos());
      json.writeNumberProperty("bytesRead", manifest.cost().bytesRead());
      json.writeNumberProperty("violations", manifest.cost().violations());
      json.writeNumberProperty("draftNanos", manifest.cost().draftNanos());
      json.writeNumberProperty("bytesWhileHeld", manifest.cost().bytesWhileHeld());
      if (manifest.cost().stoppedEarly()) {
        json.writeNumberProperty("unreadFrom", manifest.cost().unreadFrom());
      }
      json.writeEndObject();
      manifest
          .kernel()
          .ifPresent(kernel -> {
            json.writeObjectPropertyStart("kernel");
            json.writeNumberProperty("rssBefore", kernel.rssBefore());
            json.writeNumberProperty("rssAfter", kernel.rssAfter());
            json.writeNumberProperty("pageTables", kernel.pageTables());
            kernel.memory().ifPresent(memory -> kernelMemory(memory, json));
            json.writeEndObject();
          });
      if (manifest.hugePages().resident() > 0) {
        json.writeObjectPropertyStart("hugePages");
        json.writeNumberProperty("resident", manifest.hugePages().resident());
        json.writeNumberProperty("zeros", manifest.hugePages().zeros());
        json.writeEndObject();
      }
      manifest.sharedSegment().ifPresent(segment -> sharedSegment(segment, json));
      json.writeArrayPropertyStart("warnings");
      for (Warning warning : manifest.warnings()) {
        json.writeStartObject();
        json.writeStringProperty("code", warning.code());
        json.writeStringProperty("message", warning.message());
        json.writeBooleanProperty("partial", warning.partial());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeNumberProperty("conclusions", manifest.conclusions());
      json.writeArrayPropertyStart("tables");
      manifest
          .tables()
          .forEach((name, table) -> {
            json.writeStartObject();
            json.writeStringProperty("name", name);
            json.writeNumberProperty("rows", table.rows());
            json.writeNumberProperty("offset", table.offset());
            json.writeNumberProperty("bytes", table.bytes());
            json.writeNumberProperty("footerCrc32", table.footerChecksum());
            json.writeEndObject();
          });
      json.writeEndArray();
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static void target(Manifest manifest, JsonGenerator json) {
    Identity identity = manifest.identity();
    json.writeObjectPropertyStart("target");
    json.writeStringProperty("kind", identity.kind().id());
    json.writeNumberProperty("pid", identity.process());
    json.writeStringProperty("executable", identity.executable());
    texts("command", identity.commandLine(), json);
    json.writeBooleanProperty("itself", identity.itself());
    // The first stands apart: who wrote and reads older snapshots knows of one alone.
    manifest.runtimes().stream()
        .findFirst()
        .ifPresent(first -> {
          json.writeObjectPropertyStart("runtime");
          runtime(first, json);
          json.writeEndObject();
        });
    json.writeArrayPropertyStart("others");
    manifest.runtimes().stream()
        .skip(1)
        .forEach(other -> {
          json.writeStartObject();
          runtime(other, json);
          json.writeEndObject();
        });
    json.writeEndArray();
    texts("allocators", manifest.allocators(), json);
    json.writeArrayPropertyStart("unread");
    for (UnreadRuntime each : manifest.unread()) {
      json.writeStartObject();
      json.writeStringProperty("name", each.name());
      json.writeStringProperty("title", each.title());
      json.writeStringProperty("tool", each.tool());
      json.writeStringProperty("place", each.place().name());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void runtime(Findings.RuntimeIdentity runtime, JsonGenerator json) {
    json.writeStringProperty("name", runtime.name());
    json.writeStringProperty("version", runtime.version());
    json.writeStringProperty("title", runtime.title());
    json.writeBooleanProperty("stripped", runtime.stripped());
    json.writeStringProperty("instance", runtime.instance());
  }

  private static void texts(String name, List<String> texts, JsonGenerator json) {
    json.writeArrayPropertyStart(name);
    texts.forEach(json::writeString);
    json.writeEndArray();
  }

  /// Reads a manifest.
  ///
  /// @throws SnapshotException if it is none, or one of a newer format
  static Manifest read(byte[] bytes, Dialects dialects) throws SnapshotException {
    Members all;
    try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), bytes)) {
      json.nextToken();
      all = members(json, 0);
    } catch (JacksonException malformed) {
      throw new SnapshotException("is damaged: its manifest is no JSON");
    }
    if (!all.text("format").equals(FORMAT)) {
      throw new SnapshotException("is not a snapshot of Fathom's");
    }
    long version = all.number("version");
    if (version > Manifest.VERSION) {
      throw new SnapshotException(
          "was written by a newer Fathom (format "
              + version
              + "; this one reads up to "
              + Manifest.VERSION
              + "): use that one");
    }
    if (version < 1) {
      throw new SnapshotException("is damaged: there is no format " + version);
    }
    Members target = all.members("target");
    Members cost = all.members("cost");
    List<Warning> warnings = new ArrayList<>();
    for (Members warning : all.list("warnings", Members.class)) {
      warnings.add(
          new Warning(warning.text("code"), warning.text("message"), warning.flag("partial")));
    }
    Map<String, Manifest.Table> tables = new LinkedHashMap<>();
    for (Members table : all.list("tables", Members.class)) {
      tables.put(
          table.text("name"),
          new Manifest.Table(
              table.smallNumber("rows"),
              table.number("offset"),
              table.number("bytes"),
              (int) table.number("footerCrc32")));
    }
    return new Manifest(
        (int) version,
        instant(all.text("taken")),
        all.flag("values"),
        new Identity(
            known(Identity.Kind.of(target.text("kind")), "kind of target"),
            target.smallNumber("pid"),
            target.text("executable"),
            target.list("command", String.class),
            target.flag("itself")),
        runtimes(target, dialects),
        target.list("allocators", String.class),
        unread(target),
        new Cost(
            known(HoldMethod.of(cost.text("freeze")), "way to hold a target"),
            cost.number("heldNanos"),
            cost.number("bytesRead"),
            cost.number("violations"),
            cost.has("unreadFrom") ? cost.number("unreadFrom") : Cost.ALL_READ,
            cost.has("draftNanos") ? cost.number("draftNanos") : 0,
            cost.has("bytesWhileHeld") ? cost.number("bytesWhileHeld") : 0),
        all.has("kernel") ? Optional.of(kernel(all.members("kernel"))) : Optional.empty(),
        all.has("hugePages") ? hugePages(all.members("hugePages")) : HugePages.NONE,
        all.has("sharedSegment")
            ? Optional.of(sharedSegment(all.members("sharedSegment")))
            : Optional.empty(),
        warnings,
        all.has("conclusions") ? all.smallNumber("conclusions") : 0,
        tables);
  }

  private static KernelCounts kernel(Members kernel) throws SnapshotException {
    return new KernelCounts(
        kernel.number("rssBefore"),
        kernel.number("rssAfter"),
        kernel.number("pageTables"),
        kernel.has("memory")
            ? Optional.of(kernelMemory(kernel.members("memory")))
            : Optional.empty());
  }

  private static void kernelMemory(KernelMemory memory, JsonGenerator json) {
    json.writeObjectPropertyStart("memory");
    json.writeNumberProperty("threadStacks", memory.threadStacks());
    json.writeNumberProperty("nameless", memory.nameless());
    json.writeNumberProperty("namelessFiles", memory.namelessFiles());
    memory.sockets().ifPresent(bytes -> json.writeNumberProperty("sockets", bytes));
    json.writeNumberProperty("socketCount", memory.socketCount());
    json.writeNumberProperty("locked", memory.locked());
    json.writeNumberProperty("pinned", memory.pinned());
    json.writeEndObject();
  }

  private static KernelMemory kernelMemory(Members memory) throws SnapshotException {
    return new KernelMemory(
        memory.number("threadStacks"),
        memory.number("nameless"),
        memory.smallNumber("namelessFiles"),
        memory.has("sockets") ? OptionalLong.of(memory.number("sockets")) : OptionalLong.empty(),
        memory.smallNumber("socketCount"),
        memory.number("locked"),
        memory.number("pinned"));
  }

  private static void sharedSegment(SharedSegment segment, JsonGenerator json) {
    json.writeObjectPropertyStart("sharedSegment");
    json.writeNumberProperty("start", segment.start());
    json.writeNumberProperty("others", segment.others());
    json.writeArrayPropertyStart("first");
    for (SharedSegment.Sharer sharer : segment.first()) {
      json.writeStartObject();
      json.writeNumberProperty("pid", sharer.process());
      json.writeStringProperty("name", sharer.name());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static SharedSegment sharedSegment(Members segment) throws SnapshotException {
    List<SharedSegment.Sharer> first = new ArrayList<>();
    for (Members sharer : segment.list("first", Members.class)) {
      first.add(new SharedSegment.Sharer(sharer.smallNumber("pid"), sharer.text("name")));
    }
    return new SharedSegment(segment.number("start"), first, segment.smallNumber("others"));
  }

  private static HugePages hugePages(Members hugePages) throws SnapshotException {
    return new HugePages(hugePages.number("resident"), hugePages.number("zeros"));
  }

  private static List<Findings.RuntimeIdentity> runtimes(Members target, Dialects dialects)
      throws SnapshotException {
    List<Findings.RuntimeIdentity> runtimes = new ArrayList<>();
    if (target.has("runtime")) {
      runtimes.add(runtime(target.members("runtime"), dialects));
    }
    if (target.has("others")) {
      for (Members other : target.list("others", Members.class)) {
        runtimes.add(runtime(other, dialects));
      }
    }
    return runtimes;
  }

  private static Findings.RuntimeIdentity runtime(Members runtime, Dialects dialects)
      throws SnapshotException {
    return new Findings.RuntimeIdentity(
        dialects.of(runtime.text("name")),
        runtime.text("version"),
        runtime.text("title"),
        runtime.flag("stripped"),
        runtime.has("instance") ? runtime.text("instance") : "");
  }

  private static List<UnreadRuntime> unread(Members target) throws SnapshotException {
    List<UnreadRuntime> unread = new ArrayList<>();
    if (target.has("unread")) {
      for (Members each : target.list("unread", Members.class)) {
        unread.add(
            new UnreadRuntime(
                each.text("name"),
                each.text("title"),
                each.text("tool"),
                place(each.text("place"))));
      }
    }
    return unread;
  }

  private static UnreadRuntime.Place place(String name) throws SnapshotException {
    return known(
        Arrays.stream(UnreadRuntime.Place.values())
            .filter(place -> place.name().equals(name))
            .findFirst(),
        "place of a heap");
  }

  private static <T> T known(Optional<T> found, String what) throws SnapshotException {
    return found.orElseThrow(
        () -> new SnapshotException("is damaged: its manifest has no " + what));
  }

  private static Instant instant(String text) throws SnapshotException {
    try {
      return Instant.parse(text);
    } catch (DateTimeException malformed) {
      throw new SnapshotException("is damaged: its manifest has no time");
    }
  }

  private static final int DEEPEST = 8;

  /// A JSON object, whose members are asked for by name and type.
  private record Members(Map<String, Object> byName) {
    boolean has(String name) {
      return byName.containsKey(name);
    }

    String text(String name) throws SnapshotException {
      return get(name, String.class);
    }

    long number(String name) throws SnapshotException {
      return get(name, Long.class);
    }

    int smallNumber(String name) throws SnapshotException {
      long number = number(name);
      if (number < 0 || number > Integer.MAX_VALUE) {
        throw new SnapshotException("is damaged: its manifest has an odd " + name);
      }
      return (int) number;
    }

    boolean flag(String name) throws SnapshotException {
      return get(name, Boolean.class);
    }

    Members members(String name) throws SnapshotException {
      return get(name, Members.class);
    }

    <T> List<T> list(String name, Class<T> type) throws SnapshotException {
      List<T> elements = new ArrayList<>();
      for (Object element : get(name, List.class)) {
        if (!type.isInstance(element)) {
          throw missing(name);
        }
        elements.add(type.cast(element));
      }
      return elements;
    }

    private <T> T get(String name, Class<T> type) throws SnapshotException {
      Object value = byName.get(name);
      if (!type.isInstance(value)) {
        throw missing(name);
      }
      return type.cast(value);
    }

    private static SnapshotException missing(String name) {
      return new SnapshotException("is damaged: its manifest lacks " + name);
    }
  }

  private static Members members(JsonParser json, int depth) throws SnapshotException {
    return value(json, depth) instanceof Members members ? members : new Members(Map.of());
  }

  private static Object value(JsonParser json, int depth) throws SnapshotException {
    @Nullable JsonToken token = json.currentToken();
    if (token == null || depth > DEEPEST) {
      throw new SnapshotException("is damaged: its manifest ends early");
    }
    return switch (token) {
      case START_OBJECT -> {
        Map<String, Object> members = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
          String name = json.currentName();
          json.nextToken();
          members.put(name, value(json, depth + 1));
        }
        yield new Members(members);
      }
      case START_ARRAY -> {
        List<Object> elements = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          elements.add(value(json, depth + 1));
        }
        yield elements;
      }
      case VALUE_NUMBER_INT -> json.getLongValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> String.valueOf(json.getString());
    };
  }
}
