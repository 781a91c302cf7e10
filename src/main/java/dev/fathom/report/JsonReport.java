package dev.fathom.report;

import dev.fathom.analysis.account.Account;
import dev.fathom.analysis.account.BalanceSheet;
import dev.fathom.analysis.account.TypeCount;
import dev.fathom.analysis.account.VirtualSize;
import dev.fathom.analysis.finding.Hidden;
import dev.fathom.analysis.graph.Sharing;
import dev.fathom.analysis.groups.Partition;
import dev.fathom.analysis.owners.LargestOwners;
import dev.fathom.analysis.owners.Owners;
import dev.fathom.ask.objects.ObjectsAnswer;
import dev.fathom.ask.report.ReportAnswer;
import dev.fathom.ask.returned.ReturnedAnswer;
import dev.fathom.model.Findings;
import dev.fathom.report.object.ReturnedReport;
import dev.fathom.report.table.GroupsTable;
import dev.fathom.report.table.OwnersTable;
import dev.fathom.report.table.TypesTable;
import dev.fathom.view.JsonDocument;
import dev.fathom.view.JsonTable;
import dev.fathom.view.TableSpec;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// The answers as JSON: a contract with other programs.
public final class JsonReport {
  private final JsonGenerator json;

  private JsonReport(JsonGenerator json) {
    this.json = json;
  }

  /// Writes all that the screen has, and the types and accounts that it leaves out.
  ///
  /// @param wallNanos what the whole command took so far
  public static void write(ReportAnswer answer, TypeOrder order, long wallNanos, OutputStream out) {
    JsonDocument.write(
        answer.findings(),
        wallNanos,
        out,
        generator -> {
          JsonReport report = new JsonReport(generator);
          generator.writeStringProperty("title", TextReport.title(answer.findings()));
          FindingsJson.write(generator, answer.verdict());
          report.balance(answer.sheet());
          generator.writeStringProperty("judged", answer.findings().dialect().judged());
          report.addressSpace(answer.findings());
          report.types(answer.sheet().types().stream().sorted(order.descending()).toList());
          report.withheld(answer.findings());
          report.owners(answer.owners(), answer.ownersRest());
        });
  }

  /// Writes the objects that keep the most alive.
  ///
  /// @param spec what is told of each
  /// @param ifDropped what would go back if the first went, where that was asked
  public static <R> void writeOwners(
      Findings findings,
      TableSpec<R> spec,
      List<R> owners,
      List<Owners.Owner> rest,
      Optional<ReturnedAnswer> ifDropped,
      long wallNanos,
      OutputStream out) {
    JsonDocument.write(
        findings,
        wallNanos,
        out,
        json -> {
          json.writeBooleanProperty("proportionalExact", Sharing.isExact(findings));
          new JsonReport(json).withheld(findings);
          JsonTable.write(json, spec, owners);
          JsonTable.write(json, "ownersRest", OwnersTable.SPEC, rest);
          ifDropped.ifPresent(answer -> ReturnedReport.property(json, "ifDropped", answer));
        });
  }

  /// Writes the parts of an answer that a page shows as they are.
  ///
  /// @param types of them only these
  public static void parts(
      JsonGenerator json, BalanceSheet sheet, List<TypeCount> types, LargestOwners owners) {
    JsonReport report = new JsonReport(json);
    report.balance(sheet);
    report.types(types);
    report.owners(owners.largest(), owners.rest());
  }

  /// Why nobody is named as an owner.
  private void withheld(Findings findings) {
    if (findings.ownersHidden()) {
      json.writeStringProperty("withheld", Hidden.owners(findings));
    }
  }

  /// @param rest what closes the rows, so that they add up to all objects
  private void owners(List<Owners.Owner> owners, List<Owners.Owner> rest) {
    JsonTable.write(json, OwnersTable.SPEC, owners);
    JsonTable.write(json, "ownersRest", OwnersTable.SPEC, rest);
  }

  private void balance(BalanceSheet sheet) {
    json.writeObjectPropertyStart("balance");
    json.writeNumberProperty("rss", sheet.rss());
    json.writeNumberProperty("unexplained", sheet.unexplained());
    accounts("accounts", sheet.accounts());
    json.writeEndObject();
  }

  /// Writes a partition of the objects.
  public static void writeObjects(ObjectsAnswer answer, long wallNanos, OutputStream out) {
    JsonDocument.write(
        answer.findings(),
        wallNanos,
        out,
        json -> {
          json.writeBooleanProperty("proportionalExact", Sharing.isExact(answer.findings()));
          JsonTable.write(json, GroupsTable.of(answer.by()), answer.rows());
          Partition.Row total = answer.total();
          json.writeObjectPropertyStart("total");
          json.writeNumberProperty("count", total.count());
          json.writeNumberProperty("shallow", total.shallow());
          json.writeNumberProperty("allocated", total.allocated());
          json.writeNumberProperty("resident", total.resident());
          json.writeNumberProperty("proportional", total.proportional());
          json.writeEndObject();
        });
  }

  /// Of a core it is not known what was in memory.
  private void addressSpace(Findings findings) {
    if (findings.identity().tellsResidency()) {
      VirtualSizeReport.json(json, VirtualSize.of(findings.areas(), findings.pages()));
    }
  }

  private void accounts(String name, List<Account> accounts) {
    json.writeArrayPropertyStart(name);
    for (Account account : accounts) {
      json.writeStartObject();
      json.writeStringProperty("id", account.id());
      json.writeStringProperty("label", account.label());
      json.writeNumberProperty("resident", account.resident());
      json.writeStringProperty("evidence", account.evidence().name().toLowerCase(Locale.ROOT));
      if (!account.children().isEmpty()) {
        accounts("children", account.children());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void types(List<TypeCount> types) {
    JsonTable.write(json, TypesTable.SPEC, types);
  }
}
