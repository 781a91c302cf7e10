package dev.fathom.runtime.perl.layout;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// The layouts that Fathom brings along.
public final class PerlLayouts {
  private static final int OLDEST = 30;
  private static final int NEWEST = 42;

  private PerlLayouts() {}

  /// {@return whether perl 5.`minor` has a layout of its own}
  public static boolean knows(int minor) {
    return minor >= OLDEST && minor <= NEWEST && minor % 2 == 0;
  }

  /// {@return the layout of perl 5.`minor`, or the one that is nearest to it} A development version
  /// (an odd number) is nearest to the release that follows it. **Cost**: reads a resource of 4
  /// KiB.
  public static PerlLayout nearest(int minor) {
    int release = Math.clamp(minor + minor % 2, OLDEST, NEWEST);
    String resource = "/dev/fathom/runtime/perl/perl-5." + release + ".json";
    try (@Nullable InputStream json = PerlLayouts.class.getResourceAsStream(resource)) {
      if (json == null) {
        throw new IllegalStateException(resource + " is missing in the jar");
      }
      return read(json);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(resource, unreadable);
    }
  }

  private static PerlLayout read(InputStream resource) {
    try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), resource)) {
      json.nextToken(); // {
      json.nextToken(); // version
      json.nextToken();
      String version = json.getString();
      json.nextToken(); // structs
      json.nextToken();
      Map<String, Map<String, Long>> structs = new HashMap<>();
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String struct = json.currentName();
        json.nextToken();
        Map<String, Long> members = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
          String member = json.currentName();
          json.nextToken();
          members.put(member, json.getLongValue());
        }
        structs.put(struct, members);
      }
      return new PerlLayout(version, structs);
    }
  }
}
