//! Pipelines of Jenkins.

use crate::fact::What;
use crate::manifest::gradle::GROOVY;
use crate::manifest::image::image_fact;
use crate::manifest::{Manifest, Stated};
use crate::paths::name_of;
use crate::tokens::{Lines, Token, Tokens};

/// `Jenkinsfile`. Its stages count as jobs.
pub(super) struct Jenkinsfile;

impl Manifest for Jenkinsfile {
    fn reads(&self, path: &str) -> bool {
        name_of(path).split('.').next() == Some("Jenkinsfile")
    }

    fn read(&self, _path: &str, text: &str) -> Stated {
        let mut stated = Stated::default();
        let mut tokens = Tokens::new(text, GROOVY);
        let mut lines = Lines::new(text);
        // The word that a text belongs to, with or without a parenthesis between.
        let mut word = "";
        while let Some((at, token)) = tokens.next() {
            match (token, word) {
                (Token::Word(found), _) => word = found,
                (Token::Sign(b'('), _) => {}
                (Token::Text(name), "stage") => {
                    // Only the part before what is filled in is known.
                    let name = name.trim();
                    if !name.is_empty() {
                        stated.facts.push((lines.of(at), What::Job { name: name.to_owned() }));
                    }
                    word = "";
                }
                (Token::Text(name), "image" | "docker") => {
                    stated.facts.extend(image_fact(lines.of(at), name));
                    word = "";
                }
                _ => word = "",
            }
        }
        stated
    }
}
