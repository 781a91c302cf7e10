package dev.fathom.ask.report;

import dev.fathom.analysis.account.BalanceSheet;
import dev.fathom.analysis.owners.Owners;
import dev.fathom.model.Findings;

/// Where it went.
///
/// @param owners of all objects
/// @param sheet in which account each resident byte is
public record ReportAnswer(Findings findings, Owners owners, BalanceSheet sheet) {}
