package dev.fathom.serve;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.groups.Partition;
import dev.fathom.analysis.neighbourhood.Neighbourhood;
import dev.fathom.analysis.owners.InstancePage;
import dev.fathom.ask.QuestionException;
import dev.fathom.ask.address.AddressAnswer;
import dev.fathom.ask.address.AddressQuestion;
import dev.fathom.ask.explain.ExplainAnswer;
import dev.fathom.ask.explain.ExplainQuestion;
import dev.fathom.ask.fragmentation.FragmentationAnswer;
import dev.fathom.ask.fragmentation.FragmentationQuestion;
import dev.fathom.ask.graph.GraphAnswer;
import dev.fathom.ask.graph.GraphQuestion;
import dev.fathom.ask.objects.InstancesQuestion;
import dev.fathom.ask.objects.ObjectsAnswer;
import dev.fathom.ask.objects.ObjectsQuestion;
import dev.fathom.ask.owners.OwnersAnswer;
import dev.fathom.ask.owners.OwnersQuestion;
import dev.fathom.ask.path.PathAnswer;
import dev.fathom.ask.path.PathQuestion;
import dev.fathom.ask.pins.PinsAnswer;
import dev.fathom.ask.pins.PinsQuestion;
import dev.fathom.ask.report.ReportAnswer;
import dev.fathom.ask.report.ReportQuestion;
import dev.fathom.ask.returned.ReturnedQuestion;
import dev.fathom.model.Findings;
import dev.fathom.report.JsonReport;
import dev.fathom.report.TypeOrder;
import dev.fathom.report.fragmentation.FragmentationJson;
import dev.fathom.report.fragmentation.PinsJson;
import dev.fathom.report.neighbourhood.NeighbourhoodJson;
import dev.fathom.report.object.AddressJson;
import dev.fathom.report.object.ExplainJson;
import dev.fathom.report.object.InstancesJson;
import dev.fathom.report.object.PathsJson;
import dev.fathom.report.page.PageData;
import dev.fathom.report.page.ScriptSafeOutput;
import dev.fathom.report.table.OwnersTable;
import dev.fathom.report.watch.LiveJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;

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
/// | `graph` | `fathom graph`, with the drawing | `of`, `depth`, `nodes` |
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
  private final Observation observation;
  private final Semaphore workers = new Semaphore(AT_ONCE);

  Answers(PageData page, Observation observation) {
    this.page = page;
    this.analysis = page.analysis();
    this.findings = analysis.findings();
    this.observation = observation;
  }

  /// A question that takes work.
  @FunctionalInterface
  private interface Question {
    void answer(RequestQuery query, long since, OutputStream out) throws IOException;
  }

  /// {@return the answer as JSON}
  ///
  /// @param name of the question
  /// @throws QuestionException if there is no such question, or nothing such in the target
  byte[] json(String name, RequestQuery query) throws IOException, InterruptedException {
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
      case "graph" -> this::graph;
      case "fragmentation" -> this::fragmentation;
      case "pins" -> this::pins;
      default -> throw QuestionException.absent("there is nothing there");
    };
  }

  private void live(RequestQuery query, long since, OutputStream out) throws QuestionException {
    long after = query.number("after", -1L, Long.MAX_VALUE);
    LiveJson.write(observation.curve(after), System.nanoTime() - since, out);
  }

  private void page(RequestQuery query, long since, OutputStream out) {
    page.write(System.nanoTime() - since, out);
  }

  private void balance(RequestQuery query, long since, OutputStream out) throws IOException {
    ReportAnswer answer = new ReportQuestion().answer(analysis);
    JsonReport.write(answer, TypeOrder.ALLOCATED, System.nanoTime() - since, out);
  }

  private void objects(RequestQuery query, long since, OutputStream out) throws IOException {
    Partition.By by = Partition.By.TYPE;
    if (query.has("by")) {
      try {
        by = Partition.By.valueOf(query.text("by").toUpperCase(Locale.ROOT));
      } catch (IllegalArgumentException none) {
        throw QuestionException.wrong(
            "by takes type, module, size, owner, pattern, kind, via or object");
      }
    }
    int top = query.number("top", MOST_LISTED, MOST_LISTED);
    ObjectsAnswer answer =
        new ObjectsQuestion(by, query.text("filter"), Optional.empty()).answer(analysis);
    JsonReport.writeObjects(
        new ObjectsAnswer(findings, by, Partition.summed(answer.rows(), top)),
        System.nanoTime() - since,
        out);
  }

  private void instances(RequestQuery query, long since, OutputStream out) throws IOException {
    InstancesQuestion question =
        new InstancesQuestion(
            query.text("type"),
            query.text("module"),
            query.text("of"),
            query.number("offset", 0, InstancePage.FURTHEST),
            query.number("limit", USUAL, MOST_LISTED));
    InstancesJson.write(findings, question.answer(analysis), System.nanoTime() - since, out);
  }

  private void owners(RequestQuery query, long since, OutputStream out) throws IOException {
    int top = query.number("top", USUAL, MOST_LISTED);
    String of = query.text("of");
    OwnersAnswer answer = new OwnersQuestion(of, 1, top, false, Optional.empty()).answer(analysis);
    JsonReport.writeOwners(
        findings,
        OwnersTable.SPEC,
        answer.listed(),
        answer.rest(),
        of.isEmpty() ? Optional.empty() : ReturnedQuestion.beside(analysis, of),
        System.nanoTime() - since,
        out);
  }

  private void path(RequestQuery query, long since, OutputStream out) throws IOException {
    int top = Math.max(1, query.number("top", USUAL, MOST_LISTED));
    PathAnswer answer = new PathQuestion(query.text("of"), top, Optional.empty()).answer(analysis);
    PathsJson.write(findings, answer.paths(), System.nanoTime() - since, out);
  }

  private void address(RequestQuery query, long since, OutputStream out) throws IOException {
    // Asks the kernel, of the process as it is now.
    AddressAnswer answer =
        new AddressQuestion(query.text("of"), observation.isAlive()).answer(analysis);
    AddressJson.write(findings, answer.place(), answer.frame(), System.nanoTime() - since, out);
  }

  private void explain(RequestQuery query, long since, OutputStream out) throws IOException {
    // Without what the runtime itself would say: for that the process would have to be held again.
    String of = query.text("of");
    ExplainAnswer answer = new ExplainQuestion(of, Optional.empty(), false, 1).answer(analysis);
    ExplainJson.write(
        findings,
        answer.explanation(),
        answer.details(),
        answer.reach(),
        answer.typical() ? Optional.empty() : ReturnedQuestion.beside(analysis, of),
        System.nanoTime() - since,
        out);
  }

  private void graph(RequestQuery query, long since, OutputStream out) throws IOException {
    // Without what the objects have in them, as in explain.
    GraphQuestion question =
        new GraphQuestion(
            query.text("of"),
            Math.max(1, query.number("depth", Neighbourhood.USUAL_STEPS, Neighbourhood.MOST_STEPS)),
            Math.max(1, query.number("nodes", Neighbourhood.USUAL_NODES, Neighbourhood.MOST_NODES)),
            Optional.empty(),
            false);
    GraphAnswer answer = question.answer(analysis);
    NeighbourhoodJson.writeDrawn(answer, System.nanoTime() - since, out);
  }

  private void fragmentation(RequestQuery query, long since, OutputStream out) {
    FragmentationAnswer answer = new FragmentationQuestion().answer(analysis);
    FragmentationJson.write(
        findings,
        answer.fragmentation(),
        answer.advice(),
        answer.conclusions(),
        System.nanoTime() - since,
        out);
  }

  private void pins(RequestQuery query, long since, OutputStream out) throws IOException {
    PinsAnswer answer = new PinsQuestion().answer(analysis);
    PinsJson.write(
        findings,
        answer.pins(),
        query.number("top", USUAL, MOST_PINS),
        answer.occupants(),
        answer.advice(),
        answer.conclusions(),
        System.nanoTime() - since,
        out);
  }
}
