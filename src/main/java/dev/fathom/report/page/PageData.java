package dev.fathom.report.page;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.account.Advice;
import dev.fathom.analysis.account.TypeCount;
import dev.fathom.analysis.account.fragmentation.ArenaUse;
import dev.fathom.analysis.account.fragmentation.Fragmentation;
import dev.fathom.analysis.account.fragmentation.HeapPins;
import dev.fathom.analysis.account.fragmentation.Pins;
import dev.fathom.analysis.account.picture.Picture;
import dev.fathom.analysis.diff.Difference;
import dev.fathom.analysis.diff.GrowthFindings;
import dev.fathom.analysis.finding.AdviceFindings;
import dev.fathom.analysis.finding.Conclusions;
import dev.fathom.analysis.finding.FamilyFindings;
import dev.fathom.analysis.finding.Finding;
import dev.fathom.analysis.finding.FindingKind;
import dev.fathom.analysis.finding.FragmentationFindings;
import dev.fathom.analysis.graph.Sharing;
import dev.fathom.analysis.owners.OwnerTree;
import dev.fathom.analysis.owners.Owners;
import dev.fathom.analysis.paths.ObjectPath;
import dev.fathom.model.Findings;
import dev.fathom.model.family.Family;
import dev.fathom.report.FindingsJson;
import dev.fathom.report.JsonReport;
import dev.fathom.report.Sentences;
import dev.fathom.report.TextReport;
import dev.fathom.report.diff.DiffJson;
import dev.fathom.report.fragmentation.FragmentationJson;
import dev.fathom.report.fragmentation.PinsJson;
import dev.fathom.report.processes.JsonWorkers;
import dev.fathom.view.JsonDocument;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import tools.jackson.core.JsonGenerator;

/// All that the page shows of a target, as one JSON document whose size has a bound: it has rows
/// for the largest, and says what the rest comes to.
public final class PageData {
  private static final int MOST_TYPES = 1000;
  private static final int MOST_OWNERS = 500;
  private static final int MOST_ARENAS = 200;
  private static final int MOST_PINS = 200;
  private static final int MOST_CHANGES = 1000;

  private final Analysis analysis;
  private final Findings findings;
  private final Owners owners;
  private final OwnerTree ownerTree;
  private final Picture picture;
  private final Fragmentation fragmentation;
  private final Pins pins;
  private final List<Advice> advice;
  private final Optional<Kin> kin;
  private final Optional<Change> change;

  /// A family of processes, of which the target is the head.
  ///
  /// @param owners of what was written to in the worker that has un-shared the most
  public record Kin(Family family, List<ObjectPath> owners) {}

  /// What came before the findings, and how they differ.
  public record Change(Difference difference, Findings before) {}

  private PageData(Analysis analysis, Picture picture, Optional<Kin> kin, Optional<Change> change) {
    this.analysis = analysis;
    this.findings = analysis.findings();
    this.owners = analysis.owners();
    this.ownerTree = owners.tree();
    this.fragmentation = analysis.fragmentation();
    this.pins = analysis.pins();
    this.picture = picture;
    this.advice = analysis.advice();
    this.kin = kin;
    this.change = change;
  }

  /// Works out all that the page shows. **Cost**: that of the owners and of the balance sheet, side
  /// by side.
  public static PageData of(Analysis analysis, Optional<Kin> kin, Optional<Change> change) {
    analysis.begin(Analysis::owners);
    Picture picture = Picture.of(analysis.findings(), analysis.pins());
    return new PageData(analysis, picture, kin, change);
  }

  /// {@return what was looked at}
  public Findings findings() {
    return findings;
  }

  /// {@return what follows from it, for questions about single objects}
  public Analysis analysis() {
    return analysis;
  }

  /// Writes the document and a line feed.
  ///
  /// @param wallNanos what the whole command took so far
  public void write(long wallNanos, OutputStream out) {
    JsonDocument.write(findings, wallNanos, out, this::body);
  }

  private void body(JsonGenerator json) {
    json.writeStringProperty("title", TextReport.title(findings));
    verdict(json);
    List<TypeCount> types = picture.sheet().types();
    List<TypeCount> shown = types.subList(0, Math.min(MOST_TYPES, types.size()));
    JsonReport.parts(json, picture.sheet(), shown, owners.largest(MOST_OWNERS));
    json.writeBooleanProperty("proportionalExact", Sharing.isExact(findings));
    rest(json, types.subList(shown.size(), types.size()));
    json.writeObjectPropertyStart("objects");
    json.writeNumberProperty("count", picture.sheet().objects());
    json.writeNumberProperty("types", types.size());
    json.writeNumberProperty("retained", owners.retained().bytes(Owners.ALL));
    json.writeNumberProperty("mapped", owners.mappedBytes());
    json.writeEndObject();
    PageTrees.memory(json, "memory", picture.tree());
    PageTrees.owners(json, "dominators", ownerTree, new OwnerWays(findings, owners, ownerTree));
    AddressMapJson.write(json, "map", picture.map());
    fragmentation(json);
    kin.ifPresent(family -> {
      json.writeObjectPropertyStart("family");
      // What is there several times has no table on the page.
      told(json, without(FamilyFindings.of(family.family()), FindingKind.DUPLICATES));
      JsonWorkers.body(json, family.family(), family.owners());
      json.writeEndObject();
    });
    change.ifPresent(found -> {
      json.writeObjectPropertyStart("diff");
      told(
          json,
          without(
              GrowthFindings.of(found.difference(), found.before(), findings),
              FindingKind.STRANGERS));
      DiffJson.body(json, found.difference(), found.before(), MOST_CHANGES);
      json.writeEndObject();
    });
  }

  private void verdict(JsonGenerator json) {
    List<Finding> verdict =
        Conclusions.verdict(findings, picture.sheet(), owners, analysis.packable());
    json.writeArrayPropertyStart("verdict");
    verdict.forEach(finding -> json.writeString(Sentences.of(finding)));
    json.writeEndArray();
    FindingsJson.write(json, verdict);
  }

  /// What is concluded, in the terminal's sentences.
  private static void told(JsonGenerator json, List<Finding> all) {
    json.writeArrayPropertyStart("told");
    all.forEach(finding -> json.writeString(Sentences.of(finding)));
    json.writeEndArray();
  }

  private static List<Finding> without(List<Finding> all, FindingKind kind) {
    return all.stream().filter(finding -> finding.kind() != kind).toList();
  }

  /// The types that have no row.
  private static void rest(JsonGenerator json, List<TypeCount> types) {
    json.writeObjectPropertyStart("typesRest");
    json.writeNumberProperty("types", types.size());
    json.writeNumberProperty("count", sum(types, TypeCount::count));
    json.writeNumberProperty("shallow", sum(types, TypeCount::shallow));
    json.writeNumberProperty("allocated", sum(types, TypeCount::allocated));
    json.writeNumberProperty("resident", sum(types, TypeCount::resident));
    json.writeEndObject();
  }

  private static long sum(List<TypeCount> types, ToLongFunction<TypeCount> figure) {
    return types.stream().mapToLong(figure).sum();
  }

  private void fragmentation(JsonGenerator json) {
    json.writeObjectPropertyStart("fragmentation");
    json.writeObjectPropertyStart("total");
    json.writeNumberProperty("arenas", fragmentation.arenas().size());
    total(json, "live", ArenaUse::live);
    total(json, "free", ArenaUse::free);
    total(json, "top", ArenaUse::top);
    total(json, "other", ArenaUse::other);
    total(json, "resident", ArenaUse::resident);
    total(json, "residentFree", ArenaUse::residentFree);
    total(json, "trapped", ArenaUse::trapped);
    total(json, "trimmable", ArenaUse::trimmable);
    total(json, "pagesKept", ArenaUse::pagesKept);
    total(json, "topKept", ArenaUse::topKept);
    json.writeNumberProperty("trappedInPools", fragmentation.trappedInPools());
    json.writeNumberProperty("poolArenas", fragmentation.poolArenas().size());
    json.writeNumberProperty("pins", pins.heaps().stream().mapToLong(HeapPins::count).sum());
    json.writeEndObject();
    told(json, FragmentationFindings.of(findings, fragmentation));
    FindingsJson.write(json, AdviceFindings.of(advice, findings.counters().rss()));
    FragmentationJson.body(json, fragmentation, advice, MOST_ARENAS);
    PinsJson.heaps(json, pins, analysis.occupants(), MOST_PINS);
    json.writeEndObject();
  }

  private void total(JsonGenerator json, String name, ToLongFunction<ArenaUse> figure) {
    json.writeNumberProperty(name, fragmentation.sum(figure));
  }
}
