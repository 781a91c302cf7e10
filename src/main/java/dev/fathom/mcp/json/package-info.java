/// JSON as values, for messages whose form a program chooses: what there is of it is bounded.
@NullMarked
package dev.fathom.mcp.json;

import org.jspecify.annotations.NullMarked;
