// A session with `fathom mcp`, by the official client. Reads what is to be done from standard input, as JSON, and prints what
// came of it:
//   command       the server, and its arguments
//   walks         names of processes: from the report of each, the first `next` is followed, six calls at most
//   calls         [tool, arguments] pairs, each answered by a result or an error
//   cancelled     a call that is given up as soon as it has told some progress
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { readFileSync } from 'node:fs';

const MOST_CALLS = 6;
const task = JSON.parse(readFileSync(0, 'utf8'));
const transport = new StdioClientTransport({
  command: task.command[0],
  args: task.command.slice(1),
  env: process.env,
  stderr: 'inherit',
});
const client = new Client({ name: 'fathom-test', version: '1' });
await client.connect(transport);

const call = (name, args, options) => client.callTool({ name, arguments: args }, undefined, options);
const attempt = async (name, args) => {
  try {
    return { result: await call(name, args) };
  } catch (error) {
    return { error: { code: error.code, message: error.message } };
  }
};

const walk = async (name) => {
  const results = [];
  let next = { tool: 'report', arguments: { process: name } };
  while (next !== undefined && results.length < MOST_CALLS) {
    const result = await call(next.tool, next.arguments);
    results.push({ call: next, result });
    next = result.structuredContent?.next?.[0];
  }
  return results;
};

const giveUp = async ([name, args]) => {
  const controller = new AbortController();
  try {
    await call(name, args, {
      signal: controller.signal,
      onprogress: () => controller.abort('given up by the test'),
    });
    return 'answered';
  } catch (error) {
    return String(error.message ?? error);
  }
};

const told = {
  server: client.getServerVersion(),
  capabilities: client.getServerCapabilities(),
  instructions: client.getInstructions(),
  tools: (await client.listTools()).tools,
  calls: [],
  walks: [],
};
for (const [name, args] of task.calls ?? []) told.calls.push(await attempt(name, args));
for (const name of task.walks ?? []) told.walks.push(await walk(name));
if (task.cancelled !== undefined) {
  told.cancelled = await giveUp(task.cancelled);
  await client.ping();
  told.after = await attempt(...task.cancelled);
}
await client.close();
process.stdout.write(JSON.stringify(told));
