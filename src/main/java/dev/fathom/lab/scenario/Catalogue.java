package dev.fathom.lab.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The scenarios that come with Fathom.
public final class Catalogue {
  private static final List<String> NAMES =
      List.of(
          "pages",
          "page-table",
          "segmentation-fault",
          "isolation",
          "stability",
          "wiped",
          "editor",
          "sharing",
          "python-code",
          "object-files",
          "undefined-reference",
          "archives",
          "dynamic-linking",
          "lazy-binding",
          "undefined-symbol",
          "library-versions",
          "extension-module",
          "static-or-dynamic",
          "demand-paging",
          "lazy-heap",
          "virt-and-res",
          "frozenset",
          "eviction",
          "swap",
          "thrashing",
          "memory-hierarchy",
          "table-cost",
          "timelines",
          "naive-fork",
          "fork",
          "reference-counts",
          "pypy",
          "threads",
          "shared-memory",
          "file-mapping",
          "eager",
          "arenas",
          "names",
          "cycle",
          "generations",
          "bitmap",
          "usedpools",
          "fixed-heap",
          "blocks",
          "fragmentation",
          "heap-lifecycle",
          "office");

  private Catalogue() {}

  public static List<Scenario> all() {
    return NAMES.stream().map(Catalogue::load).toList();
  }

  public static Optional<Scenario> find(String name) {
    return NAMES.contains(name) ? Optional.of(load(name)) : Optional.empty();
  }

  private static Scenario load(String name) {
    try (@Nullable InputStream text = Catalogue.class.getResourceAsStream(name + ".lab")) {
      if (text == null) {
        throw new IllegalStateException(name + ".lab is missing in the jar");
      }
      return Parser.parse(name, new String(text.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
