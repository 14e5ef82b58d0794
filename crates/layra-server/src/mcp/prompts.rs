//! Tasks that people start: choose an architecture, review one, plan a migration.

use rmcp::ErrorData;
use rmcp::model::{GetPromptRequestParams, GetPromptResult, Prompt, PromptArgument, PromptMessage, Role};

use super::completion::Kind;
use super::shown;
use crate::library::Library;

/// Longest argument, in characters.
const LONGEST: usize = 20_000;

/// A prompt: what it is called, what it takes, and what it says, with its arguments in braces.
struct Template {
    name: &'static str,
    title: &'static str,
    description: &'static str,
    arguments: &'static [Argument],
    text: &'static str,
}

struct Argument {
    name: &'static str,
    description: &'static str,
    kind: Kind,
}

const TEMPLATES: [Template; 3] = [
    Template {
        name: "choose_architecture",
        title: "Choose an architecture",
        description: "From a situation to a reasoned choice",
        arguments: &[Argument {
            name: "situation",
            description: "Team, load, data, constraints and wishes, in your own words",
            kind: Kind::Text,
        }],
        text: "Help me choose an architecture. The situation:\n\n{situation}\n\n\
            1. Call advise with these words as `text`.\n\
            2. While next_question would change the set, ask me that question in plain words, put my answer into \
            `facts`, and call advise again; stop after five questions or when I say so.\n\
            3. For what is recommended, read get_pattern with a budget of 600.\n\
            4. Tell me: what to take and why, what it costs, what speaks against it, which of my wishes do not fit \
            and why, and what would have to change for another answer. Cite statements as slug#id.",
    },
    Template {
        name: "review_architecture",
        title: "Review an architecture",
        description: "Whether a pattern fits where it is used, and how it goes wrong there",
        arguments: &[
            Argument { name: "pattern", description: "The pattern in use", kind: Kind::Pattern },
            Argument { name: "situation", description: "Where and how it is used", kind: Kind::Text },
        ],
        text: "Review our use of {pattern}. The situation:\n\n{situation}\n\n\
            1. Read get_pattern for it with the sections avoid-when, failures, smells and measures.\n\
            2. Call advise with the situation as `text` and the pattern in `from`.\n\
            3. Go through the statements against it, the failure modes and the signs of misuse. For each say \
            whether it applies here, does not, or cannot be told, and what in the situation shows it.\n\
            4. End with what to keep, what to mend first, and what to measure. Cite statements as slug#id.",
    },
    Template {
        name: "plan_migration",
        title: "Plan a migration",
        description: "The way from one pattern to another, in steps that can be undone",
        arguments: &[
            Argument { name: "from", description: "The pattern in place today", kind: Kind::Pattern },
            Argument { name: "to", description: "The pattern to reach", kind: Kind::Pattern },
        ],
        text: "Plan the way from {from} to {to}.\n\n\
            1. Call compare_patterns for the two, and get_pattern for {from} with the section exits, for {to} with \
            the sections adopt, exits and avoid-when.\n\
            2. Say first whether the move is worth it: what is won, what is paid, what speaks against it.\n\
            3. Give the steps in order. Each says what must be there first, what is done, how one sees that it \
            worked, and how to go back. Cite statements as slug#id.",
    },
];

/// Every prompt.
pub(super) fn list() -> Vec<Prompt> {
    let prompt = |template: &Template| {
        let arguments = template.arguments.iter().map(|argument| {
            PromptArgument::new(argument.name).with_description(argument.description).with_required(true)
        });
        Prompt::new(template.name, Some(template.description), Some(arguments.collect())).with_title(template.title)
    };
    TEMPLATES.iter().map(prompt).collect()
}

/// What an argument of a prompt stands for; `None` when there is none of that name.
pub(super) fn argument(prompt: &str, argument: &str) -> Option<Kind> {
    let template = TEMPLATES.iter().find(|template| template.name == prompt)?;
    template.arguments.iter().find(|known| known.name == argument).map(|known| known.kind)
}

/// A prompt with its arguments filled in.
///
/// # Errors
/// When there is none of that name, or an argument is missing, too long, or names a pattern that is not
/// there.
pub(super) fn get(library: &Library, request: &GetPromptRequestParams) -> Result<GetPromptResult, ErrorData> {
    let wrong = |message: String| ErrorData::invalid_params(message, None);
    let template = TEMPLATES.iter().find(|template| template.name == request.name).ok_or_else(|| {
        let names: Vec<&str> = TEMPLATES.iter().map(|template| template.name).collect();
        wrong(format!("there is no prompt {}; there are {}", shown(&request.name), names.join(", ")))
    })?;
    let mut text = template.text.to_owned();
    for argument in template.arguments {
        let given = request.arguments.as_ref().and_then(|given| given.get(argument.name));
        let given = given.and_then(|value| value.as_str()).map(str::trim).unwrap_or_default();
        if given.is_empty() || given.chars().count() > LONGEST {
            let message = format!("`{}`: is needed, a text of 1 to {LONGEST} characters", argument.name);
            return Err(wrong(message));
        }
        let value = match argument.kind {
            Kind::Pattern => match library.catalog.find(given) {
                Some(pattern) => format!("{} ({})", pattern.name, pattern.slug),
                None => return Err(wrong(format!("`{}`: there is no pattern {}", argument.name, shown(given)))),
            },
            Kind::Section | Kind::Text => given.to_owned(),
        };
        text = text.replace(&format!("{{{}}}", argument.name), &value);
    }
    let message = PromptMessage::new_text(Role::User, text);
    Ok(GetPromptResult::new(vec![message]).with_description(template.description))
}
