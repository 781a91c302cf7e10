/// The questions of programs that speak the Model Context Protocol, over standard input and output.
///
/// [McpServer] reads one message a line and answers it; [Message] is what such a line says,
/// [Outbox] what is written; [ToolCalls] has one tool called after the other, and ends a call that
/// nobody waits for any more. What the tools are and how they answer is told in `mcp.tool`, which
/// knows nothing of the protocol.
///
/// The protocol is JSON-RPC 2.0 as <https://modelcontextprotocol.io/specification> has it, of which
/// this server has tools alone. Nothing here looks at memory.
@NullMarked
package dev.fathom.mcp;

import org.jspecify.annotations.NullMarked;
