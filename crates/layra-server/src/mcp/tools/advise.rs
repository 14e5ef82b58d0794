//! `advise`: what fits a situation, with the ledger behind it, and what to ask next.

use std::collections::BTreeMap;

use layra_advise::gather::{self, Contradictions};
use layra_advise::{Advice, Known, Need, Question, Reason, Situation, Turn, Verdict, advise, read};
use layra_catalog::Slug;
use layra_catalog::condition::Value as FactValue;
use layra_catalog::vocabulary::{Fact, FactKind, Vocabulary};
use rmcp::model::{
    ElicitRequest, ElicitRequestParams, ElicitationSchema, InputRequest, InputRequiredResult, JsonObject,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Answered, Asker, Task, pattern};
use crate::library::Library;

/// Longest text read, in characters.
const LONGEST: usize = 20_000;
/// Most patterns that a team has today.
const MOST_TODAY: usize = 20;
/// Questions asked in a row.
const MOST_ASKED: usize = 5;
/// Name of the question to the user.
const QUESTION: &str = "question";

pub(super) struct Advise;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// The situation in words: team, load, data, constraints, wishes. The user's own words read best
    text: Option<String>,
    /// Facts by id, as in the `facts` of an answer: true or false, a number, a pair [low, high], a choice
    facts: Option<JsonObject>,
    /// Slugs or names of patterns in place today, to get the way from there
    from: Option<Vec<String>>,
    /// Ask the user what is not known, where the client can
    ask: Option<bool>,
}

/// What fits, and why.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Advised {
    verdict: Verdict,
    recommended: Vec<Recommended>,
    warned: Vec<Warned>,
    /// What the answer rests on, ready to be sent again with more.
    facts: Map<String, Value>,
    /// Ids of facts that are said in two ways and so count as unknown.
    disputed: Vec<String>,
    wishes: Vec<Slug>,
    next_question: Option<Next>,
    /// What would turn the answer, in words.
    would_change: Vec<String>,
    path: Vec<Step>,
    /// What to know of how the situation was taken: what was not read, what was overruled.
    notes: Vec<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Recommended {
    slug: Slug,
    name: String,
    score: f64,
    #[serde(rename = "for")]
    speaks_for: Vec<Argument>,
    against: Vec<Argument>,
    costs: Vec<String>,
    needs: Vec<String>,
    review: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Warned {
    slug: Slug,
    wished: bool,
    against: Vec<Argument>,
}

/// A reason: a statement, its condition, and the facts that make it hold.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Argument {
    cite: Option<String>,
    say: String,
    #[serde(rename = "if")]
    condition: Option<String>,
    rules_out: bool,
}

impl Argument {
    /// The arguments that reasons are.
    pub(super) fn all(reasons: &[Reason]) -> Vec<Self> {
        let argument = |reason: &Reason| Self {
            cite: reason.cite.clone(),
            say: reason.say.clone(),
            condition: reason.condition.clone(),
            rules_out: reason.rules_out,
        };
        reasons.iter().map(argument).collect()
    }
}

/// What to ask next.
#[derive(Debug, Serialize, JsonSchema)]
struct Next {
    fact: String,
    ask: String,
    /// What a value of the fact looks like.
    schema: Value,
    /// Each answer with the patterns it leads to.
    outcomes: BTreeMap<String, Vec<Slug>>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Step {
    action: layra_advise::Action,
    slug: Slug,
    instead_of: Option<Slug>,
    needs: Vec<String>,
}

impl Task for Advise {
    const NAME: &'static str = "advise";
    const TITLE: &'static str = "Advise on an architecture";
    const DESCRIPTION: &'static str = "Choose architecture patterns for a situation told in words, as facts, or both. \
        Gives a small set that fits together, each with the statements for and against it, warnings for wishes that \
        do not fit, what would turn the answer, and next_question with the schema of its fact: answer it in `facts` \
        and call again. A verdict of not-determined means that more has to be known; do not fill gaps by guessing.";
    type Arguments = Arguments;
    type Result = Advised;

    fn answer(library: &Library, arguments: Arguments, asker: &Asker) -> Result<Answered<Advised>, String> {
        let (catalog, vocabulary) = (&library.catalog, library.catalog.vocabulary());
        let text = arguments.text.as_deref().map_or("", str::trim);
        let given = arguments.facts.unwrap_or_default();
        if text.is_empty() && given.is_empty() {
            return Err("`text` or `facts`: say something of the situation".to_owned());
        }
        let heard = heard(library, text)?;
        let mut asked = Asked::resume(vocabulary, asker)?;
        let known = known(vocabulary, given, asked.answers.clone())?;
        let today = arguments.from.unwrap_or_default();
        if today.len() > MOST_TODAY {
            return Err(format!("`from`: names at most {MOST_TODAY} patterns"));
        }
        let today = today.iter().map(|name| Ok(pattern(catalog, "from", name)?.slug.clone()));
        let today: Vec<Slug> = today.collect::<Result<_, String>>()?;
        let advice = advise(catalog, &gather::combine(vocabulary, heard, known), &today);
        if arguments.ask == Some(true)
            && asker.can_ask
            && let Some(question) = &advice.next_question
            && let Some(fact) = vocabulary.fact(&question.fact)
            && let Some(request) = asked.next(question, fact)
        {
            return Ok(Answered::Asks(Box::new(request)));
        }
        Ok(Answered::Done(brief(vocabulary, advice), None))
    }
}

/// The situation that a text describes.
///
/// # Errors
/// When the text is too long.
pub(super) fn heard(library: &Library, text: &str) -> Result<Situation, String> {
    let text = text.trim();
    if text.chars().count() > LONGEST {
        return Err(format!("`text`: is longer than {LONGEST} characters; say it in a few sentences"));
    }
    Ok(if text.is_empty() { Situation::default() } else { read(&library.catalog, &library.index, text) })
}

/// The facts that are stated. What the user has just answered counts more than what was stated before.
///
/// # Errors
/// What the vocabulary does not allow.
pub(super) fn known(vocabulary: &Vocabulary, stated: JsonObject, answers: JsonObject) -> Result<Vec<Known>, String> {
    let read = |facts: JsonObject, name: &str| {
        gather::from_json(vocabulary, &Value::Object(facts), name).map_err(|error| error.to_string())
    };
    let mut known = read(stated, "facts")?;
    known.extend(read(answers, "answers")?);
    gather::merge(vocabulary, known, Contradictions::LastCounts).map_err(|error| error.to_string())
}

/// What the user was asked so far. It goes to the client and back with each question; what comes back is
/// read as carefully as any other argument.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    answers: JsonObject,
    /// Facts that nobody is to be asked again, with the one that is open.
    done: Vec<String>,
}

impl Asked {
    fn resume(vocabulary: &Vocabulary, asker: &Asker) -> Result<Self, String> {
        let Some(state) = &asker.state else { return Ok(Self::default()) };
        let mut asked: Self = serde_json::from_str(state)
            .map_err(|_| "`requestState`: is not what was sent; call again without it".to_owned())?;
        let fact = asked.done.last().and_then(|id| vocabulary.fact(id));
        let answer = asker.responses.as_ref().and_then(|responses| responses.get(QUESTION));
        if let (Some(fact), Some(answer)) = (fact, answer)
            && answer["action"] == "accept"
            && let Some(value) = answer["content"].get(&fact.id)
        {
            asked.answers.insert(fact.id.clone(), value.clone());
        }
        Ok(asked)
    }

    /// The next question to the user, unless enough was asked.
    fn next(&mut self, question: &Question, fact: &Fact) -> Option<InputRequiredResult> {
        if self.done.len() >= MOST_ASKED || self.done.contains(&fact.id) {
            return None;
        }
        let schema = json!({ "type": "object", "properties": { (&fact.id): form_of(fact) } });
        let schema: ElicitationSchema = serde_json::from_value(schema).ok()?;
        self.done.push(fact.id.clone());
        let params = ElicitRequestParams::FormElicitationParams {
            meta: None,
            message: question.ask.clone(),
            requested_schema: schema,
        };
        let requests = [(QUESTION.to_owned(), InputRequest::Elicitation(ElicitRequest::new(params)))];
        let state = serde_json::to_string(self).ok()?;
        Some(InputRequiredResult::new(Some(requests.into()), Some(state)))
    }
}

fn brief(vocabulary: &Vocabulary, advice: Advice) -> Advised {
    let recommended = advice.recommended.into_iter().map(|one| Recommended {
        speaks_for: Argument::all(&one.reasons),
        against: Argument::all(&one.against),
        costs: one.costs.into_iter().map(|cost| cost.say).collect(),
        needs: said(one.needs),
        review: one.review.as_ref().map(turned),
        slug: one.slug,
        name: one.name,
        score: one.score,
    });
    let warned = advice.warned.into_iter().map(|warning| Warned {
        against: Argument::all(&warning.reasons),
        slug: warning.slug,
        wished: warning.wished,
    });
    let next_question = advice.next_question.map(|question| Next {
        schema: vocabulary.fact(&question.fact).map(schema_of).unwrap_or_default(),
        fact: question.fact,
        ask: question.ask,
        outcomes: question.outcomes.into_iter().map(|outcome| (outcome.answer, outcome.recommended)).collect(),
    });
    let path = advice.path.into_iter().map(|step| Step {
        needs: said(step.needs),
        action: step.action,
        slug: step.slug,
        instead_of: step.instead_of,
    });
    Advised {
        verdict: advice.verdict,
        recommended: recommended.collect(),
        warned: warned.collect(),
        facts: advice.facts.into_iter().map(|known| (known.fact, written(&known.value))).collect(),
        disputed: advice.disputed.into_iter().map(|disputed| disputed.fact).collect(),
        wishes: advice.wishes.into_iter().map(|wish| wish.slug).collect(),
        next_question,
        would_change: advice.would_change.iter().map(turned).collect(),
        path: path.collect(),
        notes: advice.notes,
    }
}

fn said(needs: Vec<Need>) -> Vec<String> {
    needs.into_iter().map(|need| need.say).collect()
}

fn turned(turn: &Turn) -> String {
    let place = match turn.to {
        layra_advise::Place::In => "in",
        layra_advise::Place::Out => "out",
    };
    format!("{} {place}: {}", turn.slug, turn.say)
}

/// A value as `facts` takes it.
fn written(value: &FactValue) -> Value {
    match value {
        FactValue::Flag(flag) => Value::from(*flag),
        FactValue::Choice(choice) => Value::from(choice.as_str()),
        FactValue::Number(interval) if interval.low() == interval.high() => number(interval.low()),
        FactValue::Number(interval) => Value::from(vec![number(interval.low()), number(interval.high())]),
    }
}

/// A number without a fraction where it has none; an open end as `null`.
fn number(number: f64) -> Value {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() < EXACT { Value::from(number as i64) } else { Value::from(number) }
}

/// The schema of a fact's value, as `facts` takes it.
fn schema_of(fact: &Fact) -> Value {
    let one = form_of(fact);
    match fact.kind {
        FactKind::Number => json!({ "anyOf": [one, { "type": "array", "items": one, "minItems": 2, "maxItems": 2 }] }),
        FactKind::Flag | FactKind::Choice => one,
    }
}

/// The schema of a single value, which is all that the field of a form takes.
fn form_of(fact: &Fact) -> Value {
    match fact.kind {
        FactKind::Flag => json!({ "type": "boolean" }),
        FactKind::Number => {
            let mut field = json!({ "type": "number", "description": fact.unit.as_deref().unwrap_or("units") });
            if let Some((low, high)) = fact.range {
                field["minimum"] = number(low);
                field["maximum"] = number(high);
            }
            field
        }
        FactKind::Choice => {
            let choices: Vec<&str> = fact.choices.iter().map(|choice| choice.id.as_str()).collect();
            json!({ "type": "string", "enum": choices })
        }
    }
}
