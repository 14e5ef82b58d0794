#!/usr/bin/env python3
"""Walks a whole task with the official Python SDK: search, read within a budget, advise, answer, compare, decide.

usage: tests/clients/task.py target/debug/layra   (pip install 'mcp>=2.3')

Speaks over stdio and over HTTP, in both eras of the protocol, and fails where an answer is not what a
client needs to go on. Decisions are written over stdio, into a folder made for it; over HTTP they are not.
"""

import asyncio
import json
import pathlib
import re
import subprocess
import sys
import tempfile

from mcp import Client, StdioServerParameters


def check(what, holds, found=""):
    if not holds:
        sys.exit(f"error: {what}: {found}")
    print(f"  {what}")


def structured(result):
    check("the tool did its work", not result.is_error, result)
    return result.structured_content


async def walk(client, root=None):
    """The task; `root` is where the server may write, if it may."""
    tools = (await client.list_tools()).tools
    names = [tool.name for tool in tools]
    check(f"tools: {', '.join(names)}", "search_patterns" in names and len(names) <= 10, names)
    check("every tool is described and has schemas", all(
        tool.description and tool.input_schema and tool.output_schema for tool in tools))
    writing = [tool.name for tool in tools if not tool.annotations.read_only_hint]
    check(f"tools that write: {writing or 'none'}", writing == (["record_decision"] if root else []), writing)

    found = structured(await client.call_tool("search_patterns", {"query": "a slow supplier takes checkout down"}))
    slug = found["results"][0]["slug"]
    check(f"the search finds {slug}", found["results"][0]["reasons"])
    nothing = structured(await client.call_tool("search_patterns", {"query": "best pizza in Naples"}))
    check("nothing answers what is off the topic", nothing["results"] == [], nothing)

    result = await client.call_tool("get_pattern", {"slug": slug, "budget": 600})
    got = structured(result)
    check(f"a budget of 600 gives {got['tokens']} tokens", 300 < got["tokens"] <= 600, got["tokens"])
    check("the text says what is left out", "> Left out to fit 600 tokens" in result.content[0].text)

    text = "Four of us are starting a booking tool. Our investor wants microservices from day one."
    advised = structured(await client.call_tool("advise", {"text": text}))
    check(f"advice: {[one['slug'] for one in advised['recommended']]}", advised["verdict"] == "recommended", advised)
    check("the wish that does not fit is warned of", any(one["wished"] for one in advised["warned"]), advised["warned"])
    asked = advised["next_question"]
    check(f"it asks next: {asked['ask']}", asked["schema"], asked)
    facts = dict(advised["facts"])
    facts[asked["fact"]] = value_for(asked["schema"])
    again = structured(await client.call_tool("advise", {"text": text, "facts": facts}))
    check("an answered question is not asked again", (again["next_question"] or {}).get("fact") != asked["fact"])

    compared = structured(await client.call_tool(
        "compare_patterns", {"slugs": ["monolith", "microservices"], "facts": facts}))
    check("the comparison weighs by facts", all(one["score"] is not None for one in compared["patterns"]), compared)

    wrong = await client.call_tool("get_pattern", {"slug": slug, "budget": "much"})
    check("a wrong argument is named", wrong.is_error and "`budget`" in wrong.content[0].text, wrong)
    wrong = await client.call_tool("get_pattern", {"slug": "circut-braker"})
    check("a slip is answered with what is near", "circuit-breaker" in wrong.content[0].text, wrong)

    resources = (await client.list_resources()).resources
    templates = (await client.list_resource_templates()).resource_templates
    check(f"{len(resources)} resources, {len(templates)} templates", len(resources) > 40 and len(templates) == 2)
    read = await client.read_resource(f"layra://pattern/{slug}/failures")
    check("a section is read by its address", read.contents[0].text.startswith("## Failure Modes"))
    prompts = (await client.list_prompts()).prompts
    prompt = await client.get_prompt("plan_migration", {"from": "monolith", "to": "microservices"})
    check(f"{len(prompts)} prompts", len(prompts) == 3 and "Microservices" in prompt.messages[0].content.text)

    if root:
        await decide(client, root, again["recommended"][0]["slug"], text, facts)


async def decide(client, root, pattern, text, facts):
    """Puts the choice on record, and sees that it is there and cannot be made twice."""
    arguments = {"pattern": pattern, "text": text, "facts": facts, "review": 6}
    shown = structured(await client.call_tool("record_decision", {**arguments, "dry_run": True}))
    check("a dry run writes nothing", not shown["written"] and not list(root.iterdir()), shown)
    recorded = structured(await client.call_tool("record_decision", arguments))
    check(f"the decision is written to {recorded['adr']}", (root / recorded["adr"]).read_text() == recorded["record"])
    again = await client.call_tool("record_decision", arguments)
    check("it is not made twice", again.is_error and "already" in again.content[0].text, again)
    outside = await client.call_tool("record_decision", {**arguments, "scope": "../elsewhere"})
    check("nothing is written outside", outside.is_error and "`scope`" in outside.content[0].text, outside)


def value_for(schema):
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "boolean":
        return True
    return schema["anyOf"][0].get("minimum", 1)


async def main(layra):
    for mode in ["auto", "legacy"]:
        print(f"stdio, {mode}")
        with tempfile.TemporaryDirectory() as root:
            command = StdioServerParameters(command=layra, args=["mcp", "--root", root])
            async with Client(command, mode=mode) as client:
                await walk(client, pathlib.Path(root))
            listed = subprocess.run([layra, "decisions", "--repo", root, "--json"], capture_output=True, check=True)
            check("`layra decisions` lists it", len(json.loads(listed.stdout)["decisions"]) == 1, listed.stdout)
    with subprocess.Popen([layra, "serve", "--addr", "127.0.0.1:0"], stderr=subprocess.PIPE, text=True) as server:
        try:
            address = re.search(r"http://\S+", server.stderr.readline()).group()
            for mode in ["auto", "legacy"]:
                print(f"HTTP, {mode}")
                async with Client(f"{address}/mcp", mode=mode) as client:
                    await walk(client)
        finally:
            server.terminate()
    print("search, read, advise, compare, decide over stdio; all but the last over HTTP; both eras")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    asyncio.run(main(sys.argv[1]))
