/// The accounts: where the resident bytes went.
///
/// [BalanceSheet] folds the columns of the findings into a tree of [Account]s. It goes once through
/// the address space, in order, and books every resident byte in exactly one leaf; what no layer
/// explains is booked as unexplained. So the leaves add up to the kernel's Rss by construction.
/// Whoever draws memory hears of the same pieces ([PieceListener]).
@NullMarked
package dev.fathom.analysis.account;

import org.jspecify.annotations.NullMarked;
