//! What a subscription asks for. A filter with a typing error looks like silence, so `/backlog` counts what each
//! has let through.

use serde::{Deserialize, Serialize};

use crate::message::Message;

/// Lets through what has these attributes; nothing asked for, everything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Filter {
    /// Only this kind.
    pub kind: Option<String>,
    /// Only this region.
    pub region: Option<String>,
}

impl Filter {
    /// Whether it lets `message` through.
    pub fn matches(&self, message: &Message) -> bool {
        let fits = |wanted: &Option<String>, has: &str| wanted.as_ref().is_none_or(|wanted| wanted == has);
        fits(&self.kind, &message.kind) && fits(&self.region, &message.region)
    }
}
