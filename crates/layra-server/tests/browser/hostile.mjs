/* A pack that tries to be more than text. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const HOSTILE = {
  beacon: "<script>alert(1)</script> Beacon",
  lantern: "\"><img src=x onerror=alert(1)> Lantern",
  lighthouse: "' onfocus='alert(1) {{ 7 * 7 }} Lighthouse",
};

/* Writes the pack to `folder`. */
export function write(folder) {
  writeFileSync(join(folder, "pack.toml"), 'schema = 1\ntitle = "Lights"\nonly = true\n');
  for (const [slug, name] of Object.entries(HOSTILE)) {
    const pattern = join(folder, "patterns", slug);
    mkdirSync(pattern, { recursive: true });
    const others = Object.keys(HOSTILE).filter((other) => other !== slug);
    writeFileSync(
      join(pattern, "pattern.toml"),
      `name = '''${name}'''\ncategory = 'data'\ncomplexity = 1\nteam = { label = 'Any', min = 1 }\n` +
        "summary = 'A light on the shore, <b onclick=alert(1)>seen</b> from far.'\n" +
        others.map((to) => `[[relation]]\nto = '${to}'\nkind = 'complements'\nsay = '<i>x</i>'\n`).join(""),
    );
  }
}
