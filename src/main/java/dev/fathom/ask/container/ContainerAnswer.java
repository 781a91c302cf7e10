package dev.fathom.ask.container;

import dev.fathom.analysis.account.Account;
import dev.fathom.model.container.ControlGroup;
import java.util.List;

/// What a control group is charged for.
///
/// @param balance accounts that add up to what it is charged
public record ContainerAnswer(ControlGroup group, List<Account> balance) {}
