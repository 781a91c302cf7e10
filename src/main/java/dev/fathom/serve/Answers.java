package dev.fathom.serve;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.groups.Partition;
import dev.fathom.analysis.owners.Explanation;
import dev.fathom.analysis.owners.Instances;
import dev.fathom.analysis.owners.ObjectParts;
import dev.fathom.analysis.owners.Owners;
import dev.fathom.analysis.owners.Place;
import dev.fathom.analysis.owners.Places;
import dev.fathom.analysis.paths.PathSearch;
import dev.fathom.model.Findings;
import dev.fathom.model.memory.PageFrame;
import dev.fathom.os.PageFrames;
import dev.fathom.report.AddressJson;
import dev.fathom.report.ExplainJson;
import dev.fathom.report.FragmentationJson;
import dev.fathom.report.InstancesJson;
import dev.fathom.report.JsonReport;
import dev.fathom.report.LiveJson;
import dev.fathom.report.PageData;
import dev.fathom.report.PathsJson;
import dev.fathom.report.PinsJson;
import dev.fathom.report.ScriptSafeOutput;
import dev.fathom.report.TypeOrder;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;

/// The questions that can be asked, and what is answered: JSON, as the commands print it.
///
/// | question | answers as | takes |
/// |---|---|---|
/// | `page` | what the page shows at first | |
/// | `balance` | `fathom report` | |
/// | `objects` | `fathom objects` | `by`, `filter`, `top` |
/// | `instances` | single objects, a page of them | `type`, `module`, `of`, `offset`, `limit` |
/// | `owners` | `fathom owners` | `of`, `top` |
/// | `path` | `fathom path` | `of`, `top` |
/// | `address` | `fathom address` | `of` |
/// | `explain` | `fathom explain` | `of` |
/// | `fragmentation` | the same | |
/// | `pins` | `fathom pins` | `top` |
/// | `live` | the curve | `after` |
///
/// All is said of the findings of one look, which do not change; so many may ask at once. What
/// takes work is done by few at a time.
final class Answers {
  private static final int USUAL = 50;
  private static final int MOST_LISTED = 500;
  private static final int MOST_PINS = 10_000;
  private static final int AT_ONCE = 4;

  private final PageData page;
  private final Analysis analysis;
  private final Findings findings;
  private final Owners owners;
  private final Observation observation;
  private final Semaphore workers = new Semaphore(AT_ONCE);

  Answers(PageData page, Observation observation) {
    this.page = page;
    this.analysis = page.analysis();
    this.findings = analysis.findings();
    this.owners = analysis.owners();
    this.observation = observation;
  }

  /// A question that takes work.
  @FunctionalInterface
  private interface Question {
    void answer(Query query, long since, OutputStream out) throws QuestionException;
  }

  /// {@return the answer as JSON}
  ///
  /// @param name of the question
  /// @throws QuestionException if there is no such question, or nothing such in the target
  byte[] json(String name, Query query) throws QuestionException, InterruptedException {
    long since = System.nanoTime();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    OutputStream out = new ScriptSafeOutput(bytes);
    if (name.equals("live")) {
      live(query, since, out);
      return bytes.toByteArray();
    }
    Question question = question(name);
    workers.acquire();
    try {
      question.answer(query, since, out);
    } finally {
      workers.release();
    }
    return bytes.toByteArray();
  }

  private Question question(String name) throws QuestionException {
    return switch (name) {
      case "page" -> this::page;
      case "balance" -> this::balance;
      case "objects" -> this::objects;
      case "instances" -> this::instances;
      case "owners" -> this::owners;
      case "path" -> this::path;
      case "address" -> this::address;
      case "explain" -> this::explain;
      case "fragmentation" -> this::fragmentation;
      case "pins" -> this::pins;
      default -> throw QuestionException.absent("there is nothing there");
    };
  }

  private void live(Query query, long since, OutputStream out) throws QuestionException {
    long after = query.number("after", -1L, Long.MAX_VALUE);
    LiveJson.write(observation.curve(after), System.nanoTime() - since, out);
  }

  private void page(Query query, long since, OutputStream out) {
    page.write(System.nanoTime() - since, out);
  }

  private void balance(Query query, long since, OutputStream out) {
    JsonReport.write(
        findings, analysis.sheet(), TypeOrder.ALLOCATED, System.nanoTime() - since, out);
  }

  private void objects(Query query, long since, OutputStream out) throws QuestionException {
    Partition.By by = Partition.By.TYPE;
    if (query.has("by")) {
      try {
        by = Partition.By.valueOf(query.text("by").toUpperCase(Locale.ROOT));
      } catch (IllegalArgumentException none) {
        throw QuestionException.wrong("by takes type, module, size, owner or pattern");
      }
    }
    int top = query.number("top", MOST_LISTED, MOST_LISTED);
    List<Partition.Row> rows = Partition.summed(analysis.groups(by, query.text("filter")), top);
    JsonReport.writeObjects(findings, by, rows, System.nanoTime() - since, out);
  }

  private void instances(Query query, long since, OutputStream out) throws QuestionException {
    int of = query.has("of") ? object(query) : Owners.ALL;
    int offset = query.number("offset", 0, Instances.FURTHEST);
    int limit = query.number("limit", USUAL, MOST_LISTED);
    Instances.Wanted wanted = new Instances.Wanted(query.text("type"), query.text("module"), of);
    Instances page = Instances.of(findings, owners, wanted, offset, limit);
    InstancesJson.write(findings, page, System.nanoTime() - since, out);
  }

  private void owners(Query query, long since, OutputStream out) throws QuestionException {
    int top = query.number("top", USUAL, MOST_LISTED);
    List<Owners.Owner> listed = new ArrayList<>();
    if (query.has("of")) {
      int object = object(query);
      listed.add(owners.ofObject(object));
      owners.children(object, top).forEach(child -> listed.add(owners.ofObject(child)));
    } else {
      listed.addAll(owners.largest(top));
    }
    JsonReport.writeOwners(findings, listed, System.nanoTime() - since, out);
  }

  private void path(Query query, long since, OutputStream out) throws QuestionException {
    String wanted = query.text("of");
    BitSet types = findings.types().called(wanted);
    int[] objects =
        query.address("of").isPresent()
            ? new int[] {object(query)}
            : IntStream.range(0, findings.objects().count())
                .filter(object -> types.get(findings.objects().type(object)))
                .toArray();
    if (objects.length == 0) {
      throw absent(wanted);
    }
    PathSearch.Answer paths =
        PathSearch.to(analysis, objects, Math.max(1, query.number("top", USUAL, MOST_LISTED)));
    PathsJson.write(findings, paths, System.nanoTime() - since, out);
  }

  private void address(Query query, long since, OutputStream out) throws QuestionException {
    OptionalLong address = query.address("of");
    if (address.isEmpty()) {
      throw QuestionException.wrong("of takes an address: 0x… or a number");
    }
    Place place = new Places(findings, owners).at(address.getAsLong());
    // Asks the kernel, of the process as it is now.
    PageFrame frame =
        place.area() != null && observation.isAlive()
            ? PageFrames.of(findings.identity().process(), place.address())
            : null;
    AddressJson.write(findings, place, frame, System.nanoTime() - since, out);
  }

  private void explain(Query query, long since, OutputStream out) throws QuestionException {
    OptionalInt object =
        query.address("of").isPresent()
            ? OptionalInt.of(object(query))
            : ObjectParts.typical(findings, query.text("of"));
    Explanation explanation =
        Explanation.of(findings, owners, object.orElseThrow(() -> absent(query.text("of"))));
    // Without what the runtime itself would say: for that the process would have to be held again.
    ExplainJson.write(findings, explanation, List.of(), System.nanoTime() - since, out);
  }

  private void fragmentation(Query query, long since, OutputStream out) {
    FragmentationJson.write(
        findings, analysis.fragmentation(), analysis.advice(), System.nanoTime() - since, out);
  }

  private void pins(Query query, long since, OutputStream out) throws QuestionException {
    int top = query.number("top", USUAL, MOST_PINS);
    PinsJson.write(
        findings,
        analysis.pins(),
        top,
        analysis.occupants(),
        analysis.advice(),
        System.nanoTime() - since,
        out);
  }

  /// The object that is asked for by its address, or by its path.
  private int object(Query query) throws QuestionException {
    OptionalLong address = query.address("of");
    if (address.isEmpty()) {
      int named = owners.named(query.text("of"));
      if (named < 0) {
        throw absent(query.text("of"));
      }
      return named;
    }
    return findings
        .objects()
        .beginningAt(address.getAsLong())
        .orElseThrow(() -> absent(query.text("of")));
  }

  private static QuestionException absent(String wanted) {
    return QuestionException.absent("no object at or called " + wanted + " there");
  }
}
