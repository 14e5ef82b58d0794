// Walks a whole task with the official TypeScript SDK, over HTTP and on the standard streams: search, read
// within a budget, advise, decide. Only on the standard streams can a decision be written.
//
// usage: node task.mjs target/debug/layra http://127.0.0.1:4242/mcp   (npm i @modelcontextprotocol/client)

import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

const [layra, address] = process.argv.slice(2);
assert(address, "usage: node task.mjs LAYRA ADDRESS");

const TEXT = "Four of us are starting a booking tool. Our investor wants microservices from day one.";

/** A value that a schema allows. */
function valueFor(schema) {
  if (schema.enum) return schema.enum[0];
  return schema.type === "boolean" ? false : (schema.anyOf[0].minimum ?? 1);
}

/** Asks as far as the advice, and gives what the last step needs. */
async function walk(transport) {
  const client = new Client({ name: "task", version: "1" });
  await client.connect(transport);
  const call = async (name, args) => {
    const result = await client.callTool({ name, arguments: args });
    assert(!result.isError, JSON.stringify(result));
    return result.structuredContent;
  };
  const { tools } = await client.listTools();
  assert(tools.length <= 10 && tools.every((tool) => tool.outputSchema && tool.description));
  const found = await call("search_patterns", { query: "a slow supplier takes checkout down" });
  const { slug } = found.results[0];
  const got = await call("get_pattern", { slug, budget: 600 });
  assert(got.tokens <= 600 && got.left_out.length > 0);
  const advised = await call("advise", { text: TEXT });
  assert.equal(advised.verdict, "recommended");
  assert(advised.warned.some((warning) => warning.wished));
  const { fact, schema } = advised.next_question;
  const facts = { ...advised.facts, [fact]: valueFor(schema) };
  const again = await call("advise", { text: TEXT, facts });
  assert.notEqual(again.next_question?.fact, fact);
  const { contents } = await client.readResource({ uri: `layra://pattern/${slug}/failures` });
  assert(contents[0].text.startsWith("## Failure Modes"));
  const writing = tools.filter((tool) => !tool.annotations.readOnlyHint).map((tool) => tool.name);
  return { client, call, writing, facts, chosen: again.recommended[0].slug };
}

const remote = await walk(new StreamableHTTPClientTransport(new URL(address)));
assert.deepEqual(remote.writing, []);
await assert.rejects(remote.client.callTool({ name: "record_decision", arguments: { pattern: remote.chosen } }));
await remote.client.close();

const root = mkdtempSync(join(tmpdir(), "layra-task-"));
try {
  const near = await walk(new StdioClientTransport({ command: layra, args: ["mcp", "--root", root] }));
  assert.deepEqual(near.writing, ["record_decision"]);
  const { chosen: pattern, facts } = near;
  const recorded = await near.call("record_decision", { pattern, facts, text: TEXT, review: 6 });
  assert(recorded.written && existsSync(join(root, recorded.adr)));
  assert(readFileSync(join(root, "layra.toml"), "utf8").includes(`pattern = "${pattern}"`));
  await near.client.close();
  console.log(`search, read, advise over HTTP and stdio; ${recorded.adr} written over stdio alone`);
} finally {
  rmSync(root, { recursive: true });
}
