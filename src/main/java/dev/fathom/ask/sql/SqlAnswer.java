package dev.fathom.ask.sql;

import dev.fathom.model.Findings;
import dev.fathom.snapshot.sql.Query;
import java.util.Optional;

/// What it tells.
///
/// @param findings of the snapshot; empty of a dataset, which is about many
public record SqlAnswer(Optional<Findings> findings, Query.Answer rows) {}
