package dev.fathom.ask.sql;

import dev.fathom.model.Findings;
import dev.fathom.snapshot.sql.Query;

/// What it tells.
public record SqlAnswer(Findings findings, Query.Answer rows) {}
