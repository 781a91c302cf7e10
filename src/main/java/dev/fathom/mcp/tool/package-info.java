/// What a program may ask, and how it is answered: twelve tools, none of which writes or signals.
///
/// A [Tool] says what it takes and makes an [ToolAnswer] of [Arguments], by the questions of `ask`
/// and the printers of `report`. [Toolbox] is all of them; [AnswerPage] is as much of an answer as
/// one message has, the findings first. [HeldLooks] keeps a look for the questions that follow,
/// [KeptAnswers] an answer for its other pages. [Leads] knows which call comes next.
///
/// What comes from a target is data: it is escaped, bounded, and stands between marks.
@NullMarked
package dev.fathom.mcp.tool;

import org.jspecify.annotations.NullMarked;
