package dev.fathom.ask.condition;

import dev.fathom.analysis.account.AccountIds;
import dev.fathom.model.dialect.Dialect;
import dev.fathom.model.dialect.NoRuntime;
import dev.fathom.model.dialect.SeveralRuntimes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Which names mean something in a condition, besides those that always do.
///
/// @param compares whether there is an earlier look, so that something can have grown
/// @param accounts ids of accounts, in alphabetical order
/// @param findings ids of findings
public record Vocabulary(boolean compares, List<String> accounts, List<String> findings) {
  public Vocabulary {
    accounts = accounts.stream().distinct().sorted().toList();
    findings = List.copyOf(findings);
  }

  /// {@return what can mean something before anything was looked at}
  ///
  /// @param languages the words of each runtime that can be in a target
  public static Vocabulary of(boolean compares, List<Dialect> languages, List<String> findings) {
    List<Dialect> dialects = new ArrayList<>(languages);
    dialects.add(new NoRuntime());
    if (languages.size() > 1) {
      dialects.add(new SeveralRuntimes(languages));
    }
    return new Vocabulary(
        compares,
        dialects.stream().flatMap(dialect -> AccountIds.of(dialect).stream()).toList(),
        findings);
  }

  /// Refuses what means nothing here.
  ///
  /// @param text the whole condition
  void check(Expression.Comparison comparison, String text) throws ConditionException {
    FigureName name = comparison.name();
    if (name.measure() == Measure.ACCOUNT && !accounts.contains(name.argument())) {
      throw new ConditionException(
          text, comparison.start(), comparison.nameEnd(), noFigure(name.argument()));
    }
    if (name.measure() == Measure.FINDINGS_OF_ID && !findings.contains(name.argument())) {
      throw new ConditionException(
          text,
          comparison.start(),
          comparison.nameEnd(),
          findings.isEmpty()
              ? "no findings are told here"
              : "there is no finding '"
                  + name.argument()
                  + "'; there are "
                  + String.join(", ", findings));
    }
    if (name.measure().isOfTwo() && !compares) {
      throw new ConditionException(
          text,
          comparison.start(),
          comparison.nameEnd(),
          name.measure().usage() + " is there only where two looks are compared");
    }
    if (comparison.bound() instanceof Bound.Amount number && number.isGrowth() && !compares) {
      throw new ConditionException(
          text,
          comparison.boundStart(),
          comparison.boundStart() + 1,
          "a sign means growth, and there is no earlier look; leave it out");
    }
  }

  /// Lists what there is instead: of an account its parts, else all but the parts of accounts.
  private String noFigure(String name) {
    for (String account : accounts) {
      if (name.startsWith(account + ".")) {
        List<String> parts = partsOf(account);
        return parts.isEmpty()
            ? account + " has no parts"
            : "'"
                + name
                + "' is not part of "
                + account
                + "; there are "
                + String.join(", ", parts);
      }
    }
    String whole =
        accounts.stream()
            .filter(each -> accounts.stream().noneMatch(other -> each.startsWith(other + ".")))
            .collect(Collectors.joining(", "));
    return "'"
        + name
        + "' is not a figure; there are "
        + Measure.usages(false, compares)
        + ", "
        + Measure.usages(true, compares)
        + ", and the accounts "
        + whole
        + " with their parts";
  }

  private List<String> partsOf(String account) {
    return accounts.stream().filter(each -> each.startsWith(account + ".")).toList();
  }
}
