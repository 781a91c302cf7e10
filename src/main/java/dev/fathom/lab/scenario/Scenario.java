package dev.fathom.lab.scenario;

import dev.fathom.lab.machine.Shape;
import java.util.List;

/// A story for the model machine.
///
/// @param name what `fathom lab NAME` calls it
/// @param talk which of the talks tells it, 0 for none
/// @param place where in it: the minute, the slide or the heading; empty for none
/// @param summary one line
public record Scenario(
    String name, int talk, String place, String summary, Shape shape, List<Command> commands) {}
