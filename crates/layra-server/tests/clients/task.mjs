// Walks a whole task with the official TypeScript SDK over HTTP: search, read within a budget, advise.
//
// usage: node tests/clients/task.mjs http://127.0.0.1:4242/mcp
//        (npm i @modelcontextprotocol/client, or @modelcontextprotocol/sdk for the older era)

import assert from "node:assert/strict";

const [address] = process.argv.slice(2);
assert(address, "usage: node tests/clients/task.mjs ADDRESS");

const { Client, StreamableHTTPClientTransport } = await import("@modelcontextprotocol/client").catch(async () => ({
  ...(await import("@modelcontextprotocol/sdk/client/index.js")),
  ...(await import("@modelcontextprotocol/sdk/client/streamableHttp.js")),
}));

const client = new Client({ name: "task", version: "1" });
await client.connect(new StreamableHTTPClientTransport(new URL(address)));
const call = async (name, args) => {
  const result = await client.callTool({ name, arguments: args });
  assert(!result.isError, JSON.stringify(result));
  return result.structuredContent;
};

const { tools } = await client.listTools();
assert(tools.length <= 10 && tools.every((tool) => tool.outputSchema && tool.annotations.readOnlyHint));
const found = await call("search_patterns", { query: "a slow supplier takes checkout down" });
const { slug } = found.results[0];
const got = await call("get_pattern", { slug, budget: 600 });
assert(got.tokens <= 600 && got.left_out.length > 0);
const text = "Four of us are starting a booking tool. Our investor wants microservices from day one.";
const advised = await call("advise", { text });
assert.equal(advised.verdict, "recommended");
assert(advised.warned.some((warning) => warning.wished));
const again = await call("advise", { text, facts: { ...advised.facts, [advised.next_question.fact]: false } });
assert.notEqual(again.next_question?.fact, advised.next_question.fact);
const { contents } = await client.readResource({ uri: `layra://pattern/${slug}/failures` });
assert(contents[0].text.startsWith("## Failure Modes"));
await client.close();
console.log(`done: ${tools.length} tools, ${slug}, ${got.tokens} tokens, ${advised.recommended.map((one) => one.slug)}`);
