//! Reads the text of a condition into its tree.

use std::ops::Range;

use super::{Comparison, Expression};

/// Longest condition accepted, in bytes.
pub const MAX_LENGTH: usize = 2_000;
/// Deepest nesting of `not` and parentheses accepted.
pub const MAX_DEPTH: usize = 32;

/// Why a text is not a condition, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SyntaxError {
    /// What is wrong: lower case, no final full stop.
    pub message: String,
    /// The bytes of the text at fault.
    pub span: Range<usize>,
    /// What to do about it.
    pub hint: Option<String>,
}

/// Parses the whole of `text`.
pub(super) fn parse(text: &str) -> Result<Expression, SyntaxError> {
    if text.len() > MAX_LENGTH {
        return Err(SyntaxError {
            message: format!("a condition may have at most {MAX_LENGTH} bytes, this one has {}", text.len()),
            span: 0..text.len(),
            hint: Some("split the statement in two".into()),
        });
    }
    let mut parser = Parser { tokens: tokens(text)?, at: 0, depth: 0, end: text.len() };
    if parser.tokens.is_empty() {
        return Err(error("a condition may not be empty", 0..text.len(), Some("leave `if` out")));
    }
    let expression = parser.any()?;
    match parser.peek() {
        None => Ok(expression),
        Some(_) => {
            let (token, span) = parser.next_token()?;
            Err(error(
                format!("expected `and`, `or` or the end, found {}", token.describe()),
                span,
                Some("join tests with `and` or `or`"),
            ))
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    Number(f64),
    Sign(Comparison),
    Open,
    Close,
    ListOpen,
    ListClose,
    Comma,
}

impl Token {
    fn describe(&self) -> String {
        match self {
            Self::Word(word) => format!("`{word}`"),
            Self::Number(number) => format!("`{number}`"),
            Self::Sign(comparison) => format!("`{}`", comparison.as_str()),
            Self::Open => "`(`".into(),
            Self::Close => "`)`".into(),
            Self::ListOpen => "`[`".into(),
            Self::ListClose => "`]`".into(),
            Self::Comma => "`,`".into(),
        }
    }
}

fn error(message: impl Into<String>, span: Range<usize>, hint: Option<&str>) -> SyntaxError {
    SyntaxError { message: message.into(), span, hint: hint.map(str::to_owned) }
}

fn tokens(text: &str) -> Result<Vec<(Token, Range<usize>)>, SyntaxError> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        let token = match byte {
            b' ' | b'\t' | b'\n' | b'\r' => {
                at += 1;
                continue;
            }
            b'(' => single(&mut at, Token::Open),
            b')' => single(&mut at, Token::Close),
            b'[' => single(&mut at, Token::ListOpen),
            b']' => single(&mut at, Token::ListClose),
            b',' => single(&mut at, Token::Comma),
            b'<' | b'>' | b'=' | b'!' => sign(text, &mut at)?,
            b'0'..=b'9' | b'-' => number(text, &mut at)?,
            b'a'..=b'z' => {
                at += word_length(&bytes[at..]);
                Token::Word(text[start..at].to_owned())
            }
            _ => {
                let character = text[at..].chars().next().expect("a byte was there");
                return Err(error(
                    format!("`{}` has no meaning in a condition", character.escape_debug()),
                    at..at + character.len_utf8(),
                    Some("facts and choices are written in a-z, 0-9 and hyphens"),
                ));
            }
        };
        tokens.push((token, start..at));
    }
    Ok(tokens)
}

fn single(at: &mut usize, token: Token) -> Token {
    *at += 1;
    token
}

fn word_length(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || **b == b'-').count()
}

fn sign(text: &str, at: &mut usize) -> Result<Token, SyntaxError> {
    const SIGNS: [Comparison; 6] = [
        Comparison::AtMost,
        Comparison::AtLeast,
        Comparison::NotEqual,
        Comparison::Less,
        Comparison::More,
        Comparison::Equal,
    ];
    match SIGNS.into_iter().find(|sign| text[*at..].starts_with(sign.as_str())) {
        Some(sign) => {
            *at += sign.as_str().len();
            Ok(Token::Sign(sign))
        }
        None => Err(error("`!` has no meaning by itself", *at..*at + 1, Some("write `not` or `!=`"))),
    }
}

/// A decimal number, or a choice that begins with a digit (`24-7`).
fn number(text: &str, at: &mut usize) -> Result<Token, SyntaxError> {
    let start = *at;
    let rest = &text.as_bytes()[start..];
    let length = rest
        .iter()
        .enumerate()
        .take_while(|(i, b)| b.is_ascii_digit() || **b == b'.' || **b == b'_' || (*i == 0 && **b == b'-'))
        .count();
    let with_letters = length + word_length(&rest[length..]);
    *at = start + with_letters.max(1);
    let written = &text[start..*at];
    if with_letters > length && rest[0].is_ascii_digit() && !rest[..length].contains(&b'.') {
        let unit = rest[length].is_ascii_lowercase();
        return if unit {
            Err(error(
                format!("`{written}` is not a number"),
                start..*at,
                Some("units are fixed by the fact: write the bare number"),
            ))
        } else {
            Ok(Token::Word(written.to_owned()))
        };
    }
    match written.replace('_', "").parse::<f64>() {
        Ok(value) if value.is_finite() && written != "-" => Ok(Token::Number(value)),
        _ => Err(error(format!("`{written}` is not a number"), start..*at, None)),
    }
}

struct Parser {
    tokens: Vec<(Token, Range<usize>)>,
    at: usize,
    depth: usize,
    end: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|(token, _)| token)
    }

    fn next_token(&mut self) -> Result<(Token, Range<usize>), SyntaxError> {
        let next = self.tokens.get(self.at).cloned();
        self.at += 1;
        next.ok_or_else(|| {
            error(
                "the condition ends too early",
                self.end.saturating_sub(1)..self.end,
                Some("a test or a value is missing at the end"),
            )
        })
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Word(next)) if next == word);
        self.at += usize::from(found);
        found
    }

    fn any(&mut self) -> Result<Expression, SyntaxError> {
        let mut parts = vec![self.all()?];
        while self.take_word("or") {
            parts.push(self.all()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Expression::Or(parts) })
    }

    fn all(&mut self) -> Result<Expression, SyntaxError> {
        let mut parts = vec![self.one()?];
        while self.take_word("and") {
            parts.push(self.one()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Expression::And(parts) })
    }

    fn one(&mut self) -> Result<Expression, SyntaxError> {
        let (token, span) = self.next_token()?;
        match token {
            Token::Word(word) if word == "not" => {
                self.enter(&span)?;
                let inner = self.one()?;
                self.depth -= 1;
                Ok(Expression::Not(Box::new(inner)))
            }
            Token::Open => {
                self.enter(&span)?;
                let inner = self.any()?;
                self.depth -= 1;
                match self.next_token() {
                    Ok((Token::Close, _)) => Ok(inner),
                    Ok((token, at)) => Err(error(format!("expected `)`, found {}", token.describe()), at, None)),
                    Err(_) => Err(error("this parenthesis is never closed", span, Some("add `)`"))),
                }
            }
            Token::Word(word) if is_keyword(&word) => {
                Err(error(format!("expected a fact, found `{word}`"), span, None))
            }
            Token::Word(fact) => self.test(fact),
            token => Err(error(format!("expected a fact, found {}", token.describe()), span, None)),
        }
    }

    fn enter(&mut self, span: &Range<usize>) -> Result<(), SyntaxError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(error(format!("nested deeper than {MAX_DEPTH} levels"), span.clone(), None));
        }
        Ok(())
    }

    fn test(&mut self, fact: String) -> Result<Expression, SyntaxError> {
        if self.take_word("in") {
            return self.list(fact);
        }
        let Some(&Token::Sign(comparison)) = self.peek() else {
            return Ok(Expression::Flag(fact));
        };
        self.at += 1;
        let (value, span) = self.next_token()?;
        match (value, comparison) {
            (Token::Number(limit), _) => Ok(Expression::Number(fact, comparison, limit)),
            (Token::Word(word), _) if is_keyword(&word) => {
                Err(error(format!("expected a value after `{}`, found `{word}`", comparison.as_str()), span, None))
            }
            (Token::Word(choice), Comparison::Equal) => Ok(Expression::OneOf(fact, vec![choice])),
            (Token::Word(choice), Comparison::NotEqual) => {
                Ok(Expression::Not(Box::new(Expression::OneOf(fact, vec![choice]))))
            }
            (Token::Word(choice), _) => Err(error(
                format!("`{}` compares with a number, found `{choice}`", comparison.as_str()),
                span,
                Some("choices are tested with `=`, `!=` or `in`"),
            )),
            (token, _) => Err(error(
                format!("expected a value after `{}`, found {}", comparison.as_str(), token.describe()),
                span,
                None,
            )),
        }
    }

    fn list(&mut self, fact: String) -> Result<Expression, SyntaxError> {
        let (token, span) = self.next_token()?;
        if token != Token::ListOpen {
            return Err(error(
                format!("expected `[` after `in`, found {}", token.describe()),
                span,
                Some("write `fact in [one, other]`"),
            ));
        }
        let mut choices = Vec::new();
        loop {
            match self.next_token()? {
                (Token::Word(choice), _) if !is_keyword(&choice) => choices.push(choice),
                (token, span) => {
                    return Err(error(format!("expected a choice, found {}", token.describe()), span, None));
                }
            }
            match self.next_token()? {
                (Token::Comma, _) => {}
                (Token::ListClose, _) => return Ok(Expression::OneOf(fact, choices)),
                (token, span) => {
                    return Err(error(format!("expected `,` or `]`, found {}", token.describe()), span, None));
                }
            }
        }
    }
}

fn is_keyword(word: &str) -> bool {
    matches!(word, "and" | "or" | "not" | "in")
}
