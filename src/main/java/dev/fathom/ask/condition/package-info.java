/// Conditions over the figures of a look, or of two that are compared: `rss>500MB`,
/// `finding>=warning`, `objects(app.Session)>+1000` (docs/conditions.md).
///
/// [Condition#parse] turns text into a tree of [Expression]s: [Lexer] cuts words, [ConditionParser]
/// descends. What can be asked for is declared once, in [Measure]; which names there are besides,
/// accounts and findings, tells a [Vocabulary]: that of the program before a look, that of the look
/// after it. [Condition#check] asks [Figures] for what a condition needs: [ReportFigures] of one
/// look, [DifferenceFigures] of two.
///
/// Nothing is silently false. What makes no sense is a [ConditionException] that knows the place;
/// what a look cannot know, an [UnknownFigureException]; all figures are asked for, also where the
/// others decide already.
@NullMarked
package dev.fathom.ask.condition;

import org.jspecify.annotations.NullMarked;
