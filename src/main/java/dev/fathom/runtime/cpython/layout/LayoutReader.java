package dev.fathom.runtime.cpython.layout;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Reads a layout resource. Its form is told in `tools/layouts/README.md`; it is ours, so anything
/// unexpected in it is a bug and throws.
final class LayoutReader {
  private final JsonParser json;

  private LayoutReader(JsonParser json) {
    this.json = json;
  }

  static Layout read(InputStream resource) {
    try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), resource)) {
      json.nextToken();
      return new LayoutReader(json).layout();
    }
  }

  private Layout layout() {
    enter("version");
    String version = json.getString();
    enter("constants");
    Constants constants = constants();
    Map<String, StructLayout> structs = new LinkedHashMap<>();
    Map<String, StructLayout> structsByType = new HashMap<>();
    enter("structs");
    structs(version, structs, structsByType);
    List<RuntimeLayout> runtimes = new ArrayList<>();
    enter("runtimes");
    while (json.nextToken() != JsonToken.END_ARRAY) {
      runtimes.add(runtime());
    }
    return new Layout(
        version,
        constants,
        Collections.unmodifiableMap(structs),
        structsByType,
        List.copyOf(runtimes));
  }

  private Constants constants() {
    Constants constants =
        new Constants(
            number("poolBytes"),
            number("arenaBytes"),
            number("alignmentBytes"),
            number("poolHeaderBytes"),
            number("smallRequestBytes"),
            number("gcHeadBytes"));
    json.nextToken();
    return constants;
  }

  private RuntimeLayout runtime() {
    List<RuntimeLayout.Build> builds = new ArrayList<>();
    enter("builds");
    while (json.nextToken() != JsonToken.END_ARRAY) {
      builds.add(new RuntimeLayout.Build(text("version"), text("buildId")));
      json.nextToken();
    }
    Map<String, StructLayout> structs = new HashMap<>();
    enter("structs");
    structs(builds.getFirst().version(), structs, new HashMap<>());
    json.nextToken();
    return new RuntimeLayout(List.copyOf(builds), structs);
  }

  private void structs(
      String version, Map<String, StructLayout> structs, Map<String, StructLayout> byType) {
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = member();
      long size = 0;
      boolean varies = false;
      Map<String, Field> fields = new LinkedHashMap<>();
      List<String> types = new ArrayList<>();
      while (json.nextToken() != JsonToken.END_OBJECT) {
        switch (member()) {
          case "size" -> size = json.getLongValue();
          case "varies" -> varies = json.getBooleanValue();
          // A base stands before the structs built on it, in the file and in memory.
          case "base" -> fields.putAll(Layout.require(structs, json.getString(), version).fields());
          case "types" -> {
            while (json.nextToken() != JsonToken.END_ARRAY) {
              types.add(json.getString());
            }
          }
          case "fields" -> {
            while (json.nextToken() != JsonToken.END_OBJECT) {
              fields.put(member(), field());
            }
          }
          default -> throw unexpected();
        }
      }
      StructLayout struct =
          new StructLayout(version, name, size, varies, Collections.unmodifiableMap(fields));
      structs.put(name, struct);
      for (String type : types) {
        byType.put(type, struct);
      }
    }
  }

  /// `[offset, size]`, with a kind behind it if it is not plain data: `[…, "object"]`; with the
  /// number of elements if it is an array: `[…, "object", 64]`; or with its first bit and its
  /// width: `[…, "bits", 2, 3]`.
  private Field field() {
    long offset = json.nextLongValue(-1);
    long size = json.nextLongValue(-1);
    if (json.nextToken() == JsonToken.END_ARRAY) {
      return new Field(offset, size, Field.Kind.DATA, 0, 0, 0);
    }
    Field.Kind kind = kind(json.getString());
    int first = 0;
    int second = 0;
    if (json.nextToken() != JsonToken.END_ARRAY) {
      first = json.getIntValue();
      if (json.nextToken() != JsonToken.END_ARRAY) {
        second = json.getIntValue();
        json.nextToken();
      }
    }
    return kind == Field.Kind.BITS
        ? new Field(offset, size, kind, 0, first, second)
        : new Field(offset, size, kind, first, 0, 0);
  }

  private static Field.Kind kind(String name) {
    return switch (name) {
      case "data" -> Field.Kind.DATA;
      case "pointer" -> Field.Kind.POINTER;
      case "object" -> Field.Kind.OBJECT;
      case "tagged" -> Field.Kind.TAGGED;
      case "bits" -> Field.Kind.BITS;
      default -> throw new IllegalStateException("no kind of field: " + name);
    };
  }

  /// Steps from a member's name, where the parser is, to its value.
  private String member() {
    String name = json.currentName();
    json.nextToken();
    return name;
  }

  /// Steps to the value of the next member, which must be this one.
  private void enter(String name) {
    json.nextToken();
    if (!member().equals(name)) {
      throw unexpected();
    }
  }

  private long number(String name) {
    enter(name);
    return json.getLongValue();
  }

  private String text(String name) {
    enter(name);
    return json.getString();
  }

  private IllegalStateException unexpected() {
    return new IllegalStateException("layout resource: unexpected at " + json.currentLocation());
  }
}
