//! Plain word matching over the original database's text: the ranking to be better than.
//!
//! BM25 with its usual parameters over whole entries, words as they are written. Source:
//! S. Robertson, H. Zaragoza, *The Probabilistic Relevance Framework: BM25 and Beyond*, 2009.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

const SATURATION: f64 = 1.2;
const LENGTH_PENALTY: f64 = 0.75;

#[derive(Debug, Deserialize)]
struct Entry {
    slug: String,
    name: String,
}

/// Whole entries by the words in them.
#[derive(Debug)]
pub(super) struct Plain {
    entries: Vec<(String, BTreeMap<String, f64>, f64)>,
}

impl Plain {
    /// Reads the original database's complete text from `folder`.
    ///
    /// # Errors
    /// When its files cannot be read.
    pub(super) fn of_original(folder: &Path) -> Result<Self> {
        let read = |name: &str| {
            let path = folder.join(name);
            std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
        };
        let known: Vec<Entry> = serde_json::from_str(&read("facts.json")?).context("facts.json is not a list")?;
        let text = read("llms-full.txt")?;
        let mut entries = Vec::new();
        for part in text.split(" --- # ") {
            let part = part.split_once(" patterns. # ").map_or(part, |(_, rest)| rest);
            let title = part.split(" **Category:**").next().unwrap_or_default();
            let Some(entry) = known.iter().find(|entry| entry.name == title.trim()) else { continue };
            let mut words = BTreeMap::new();
            for word in words_of(part) {
                *words.entry(word).or_default() += 1.0;
            }
            let length = words.values().sum();
            entries.push((entry.slug.clone(), words, length));
        }
        Ok(Self { entries })
    }

    /// Slugs of the entries that share a word with `text`, best first.
    pub(super) fn rank(&self, text: &str) -> Vec<String> {
        let total = self.entries.len() as f64;
        let mean = self.entries.iter().map(|(.., length)| length).sum::<f64>() / total.max(1.0);
        let mut scores = vec![0.0; self.entries.len()];
        for word in words_of(text) {
            let with = self.entries.iter().filter(|(_, words, _)| words.contains_key(&word)).count() as f64;
            let rarity = (1.0 + (total - with + 0.5) / (with + 0.5)).ln();
            for (score, (_, words, length)) in scores.iter_mut().zip(&self.entries) {
                let count = words.get(&word).copied().unwrap_or(0.0);
                let norm = SATURATION * (1.0 - LENGTH_PENALTY + LENGTH_PENALTY * length / mean);
                *score += rarity * count * (SATURATION + 1.0) / (count + norm);
            }
        }
        let mut ranked: Vec<(f64, &String)> = scores
            .into_iter()
            .zip(self.entries.iter().map(|(slug, ..)| slug))
            .filter(|(score, _)| *score > 0.0)
            .collect();
        ranked.sort_by(|(one, slug), (other, other_slug)| other.total_cmp(one).then_with(|| slug.cmp(other_slug)));
        ranked.into_iter().map(|(_, slug)| slug.clone()).collect()
    }
}

fn words_of(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}
