//! The catalogue as an Agent Skill, where agents look for one.
//!
//! Source: Agent Skills Discovery 0.2.0, <https://github.com/cloudflare/agent-skills-discovery-rfc>.

use layra_catalog::export::{Pages, Skill, catalog_skill};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::page::{Caching, Content, Page, Varies};
use crate::site::Site;

/// Where agents look.
pub(super) const INDEX: &str = "/.well-known/agent-skills/index.json";
const SCHEMA: &str = "https://schemas.agentskills.io/discovery/0.2.0/schema.json";

/// Where the skill called `name` is.
pub(super) fn address(name: &str) -> String {
    format!("/.well-known/agent-skills/{name}/SKILL.md")
}

/// What skills there are: one, which is the catalogue.
pub(super) fn index(site: &Site) -> Page {
    let skill = catalog_skill(site.catalog(), Pages::Published);
    let digest: String = Sha256::digest(text(&skill)).iter().map(|byte| format!("{byte:02x}")).collect();
    let index = json!({
        "$schema": SCHEMA,
        "skills": [{
            "name": skill.name,
            "type": "skill-md",
            "description": skill.description,
            "url": address(&skill.name),
            "digest": format!("sha256:{digest}"),
        }],
    });
    Page::new(Content::Json, Caching::Revalidate, Varies::ByEncoding, format!("{index:#}\n"))
}

/// The skill itself.
pub(super) fn page(site: &Site) -> Page {
    let skill = catalog_skill(site.catalog(), Pages::Published);
    Page::new(Content::Markdown, Caching::Revalidate, Varies::ByEncoding, text(&skill).to_owned())
}

fn text(skill: &Skill) -> &str {
    skill.files.first().map_or("", |(_, text)| text)
}
