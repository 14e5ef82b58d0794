//! How deep a script nests, told from its tokens without a parser.
//!
//! A tree of syntax is no higher than there are tokens that may still belong together: a comma or a
//! semicolon ends what came before it, and a bracket that is closed counts as one token more than what is in
//! it. What no comma ends (types in `<>`) counts until a semicolon, and what that does not end either (`else`,
//! `do`) until the bracket about it closes.
//!
//! This holds only where tokens are cut as a parser cuts them. Whether a slash divides or begins a regular
//! expression, and whether `<` compares or begins an element, is told from the token before; where that
//! does not decide, or brackets do not match, there is no answer, because a guess could be led astray.

/// At most how high the tree of `text` is; none when that cannot be told for certain.
pub(super) fn of_script(text: &str) -> Option<usize> {
    let mut script = Script {
        bytes: text.as_bytes(),
        at: 0,
        next: Next::Operand,
        after_bracket: Next::Operator,
        is_member: false,
        // What would be a comment at the beginning of a line would be one here.
        is_new_line: true,
        levels: vec![Level::new(0, Next::Unknown)],
    };
    if text.starts_with("#!") {
        script.pass_line();
    }
    while script.at < script.bytes.len() {
        script.token()?;
    }
    let [level] = &script.levels[..] else { return None };
    Some(level.height())
}

/// What may stand next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    /// Something that is a value: a slash begins a regular expression.
    Operand,
    /// Something between values: a slash divides.
    Operator,
    /// Either.
    Unknown,
}

/// What stands in one bracket.
struct Level {
    /// What closes it; a backtick where a template goes on.
    close: u8,
    /// What may stand behind it.
    after: Next,
    /// Tokens since the last comma or semicolon.
    tokens: usize,
    /// The highest bracket among them.
    inner: usize,
    /// The highest of what a comma ended since the last semicolon.
    listed: usize,
    /// Tokens since then that a comma does not end.
    types: usize,
    /// The highest of what a semicolon ended.
    ended: usize,
    /// Tokens that neither ends.
    kept: usize,
}

impl Level {
    fn new(close: u8, after: Next) -> Self {
        Self { close, after, tokens: 0, inner: 0, listed: 0, types: 0, ended: 0, kept: 0 }
    }

    fn comma(&mut self) {
        self.listed = self.listed.max(self.tokens + self.inner);
        (self.tokens, self.inner) = (0, 0);
    }

    fn semicolon(&mut self) {
        self.comma();
        self.ended = self.ended.max(self.listed + self.types);
        (self.listed, self.types) = (0, 0);
    }

    fn height(&self) -> usize {
        let last = self.listed.max(self.tokens + self.inner) + self.types;
        self.ended.max(last) + self.kept + 1
    }
}

/// A script that is cut into tokens.
struct Script<'a> {
    bytes: &'a [u8],
    at: usize,
    next: Next,
    /// What may stand behind the bracket `(`, should it be next.
    after_bracket: Next,
    /// Whether a full stop came last, after which any word is a name.
    is_member: bool,
    /// Whether a line ended since the last token.
    is_new_line: bool,
    /// The brackets that are open; the first is the whole.
    levels: Vec<Level>,
}

impl Script<'_> {
    /// Takes one token, or what stands between two.
    fn token(&mut self) -> Option<()> {
        let byte = self.bytes[self.at];
        match byte {
            b' ' | b'\t' | 0x0b | 0x0c => self.at += 1,
            b'\n' | b'\r' => (self.at, self.is_new_line) = (self.at + 1, true),
            b'/' if self.starts_with(b"//") => self.pass_line(),
            b'/' if self.starts_with(b"/*") => self.comment(),
            b'/' => self.slash()?,
            b'"' | b'\'' => {
                self.string(byte)?;
                self.took(Next::Operator);
            }
            b'`' => self.template()?,
            b'(' | b'[' | b'{' => self.open(byte),
            b')' | b']' | b'}' => self.close(byte)?,
            b',' => {
                self.level()?.comma();
                self.sign(1, Next::Operand);
            }
            b';' => {
                self.level()?.semicolon();
                self.sign(1, Next::Operand);
            }
            b'<' => self.less()?,
            b'>' => {
                let is_arrow = self.at > 0 && self.bytes[self.at - 1] == b'=';
                self.sign(1, if is_arrow { Next::Operand } else { Next::Unknown });
            }
            b'!' => {
                let is_comparison = self.starts_with(b"!=");
                let next = match self.next {
                    _ if is_comparison => Next::Operand,
                    Next::Operator if self.is_new_line => Next::Unknown,
                    next => next,
                };
                self.sign(1, next);
            }
            b'-' if self.is_new_line && self.starts_with(b"-->") => return None,
            b'+' | b'-' if self.bytes.get(self.at + 1) == Some(&byte) => {
                let next = if self.next == Next::Operator && self.is_new_line { Next::Unknown } else { self.next };
                self.sign(2, next);
            }
            b'.' => {
                let is_spread = self.bytes.get(self.at + 1) == Some(&b'.') || self.bytes[..self.at].ends_with(b".");
                self.sign(1, Next::Unknown);
                self.is_member = !is_spread;
            }
            b'?' | b':' | b'=' | b'*' | b'%' | b'&' | b'|' | b'^' | b'~' | b'@' | b'+' | b'-' => {
                self.sign(1, Next::Operand);
            }
            _ if is_word(byte) => self.word()?,
            _ => return None,
        }
        Some(())
    }

    fn starts_with(&self, start: &[u8]) -> bool {
        self.bytes[self.at..].starts_with(start)
    }

    fn level(&mut self) -> Option<&mut Level> {
        self.levels.last_mut()
    }

    /// Counts a token that was taken.
    fn took(&mut self, next: Next) {
        if let Some(level) = self.levels.last_mut() {
            level.tokens += 1;
        }
        (self.next, self.after_bracket, self.is_member, self.is_new_line) = (next, Next::Operator, false, false);
    }

    fn sign(&mut self, length: usize, next: Next) {
        self.at += length;
        self.took(next);
    }

    fn pass_line(&mut self) {
        let rest = &self.bytes[self.at..];
        let ends = |at: &usize| matches!(rest[*at], b'\n' | b'\r') || is_separator(&rest[*at..]);
        self.at += (0..rest.len()).find(ends).unwrap_or(rest.len());
    }

    fn comment(&mut self) {
        let rest = &self.bytes[self.at + 2..];
        let end = memchr::memmem::find(rest, b"*/").map_or(rest.len(), |end| end + 2);
        self.is_new_line |= rest[..end].iter().any(|byte| matches!(byte, b'\n' | b'\r' | 0x80..));
        self.at += 2 + end;
    }

    fn slash(&mut self) -> Option<()> {
        match self.next {
            Next::Operand => self.expression()?,
            Next::Operator if !self.is_new_line => self.sign(1, Next::Operand),
            Next::Operator | Next::Unknown => return None,
        }
        Some(())
    }

    /// A regular expression; its letters behind it are one more word.
    fn expression(&mut self) -> Option<()> {
        let mut is_class = false;
        loop {
            self.at += 1;
            match *self.bytes.get(self.at)? {
                b'\\' if self.bytes.get(self.at + 1)?.is_ascii_graphic() => self.at += 1,
                b'\\' | b'\n' | b'\r' => return None,
                b'[' => is_class = true,
                b']' => is_class = false,
                b'/' if !is_class => break,
                0x80.. if is_separator(&self.bytes[self.at..]) => return None,
                _ => {}
            }
        }
        self.at += 1;
        self.took(Next::Operator);
        Some(())
    }

    fn string(&mut self, quote: u8) -> Option<()> {
        loop {
            self.at += 1;
            match *self.bytes.get(self.at)? {
                b'\\' => self.at += 1,
                b'\n' | b'\r' => return None,
                byte if byte == quote => break,
                _ => {}
            }
        }
        self.at += 1;
        Some(())
    }

    /// A template from its beginning, or from where it goes on, to its end or to what stands in it.
    fn template(&mut self) -> Option<()> {
        loop {
            self.at += 1;
            match *self.bytes.get(self.at)? {
                b'\\' => self.at += 1,
                b'`' => break,
                b'$' if self.starts_with(b"${") => {
                    self.at += 2;
                    self.took(Next::Operand);
                    self.levels.push(Level::new(b'`', Next::Unknown));
                    return Some(());
                }
                _ => {}
            }
        }
        self.sign(1, Next::Operator);
        Some(())
    }

    fn open(&mut self, byte: u8) {
        let (close, after) = match byte {
            b'(' => (b')', self.after_bracket),
            b'[' => (b']', Next::Operator),
            // Of a block or of an object.
            _ => (b'}', Next::Unknown),
        };
        self.sign(1, Next::Operand);
        self.levels.push(Level::new(close, after));
    }

    fn close(&mut self, byte: u8) -> Option<()> {
        let level = self.levels.pop()?;
        let height = level.height();
        let about = self.level()?;
        about.inner = about.inner.max(height);
        match level.close {
            b'`' if byte == b'}' => self.template()?,
            close if close == byte => self.sign(1, level.after),
            _ => return None,
        }
        Some(())
    }

    fn less(&mut self) -> Option<()> {
        if self.next != Next::Operator || self.is_new_line || self.starts_with(b"<!--") {
            return None;
        }
        // Two may begin the types of two.
        let length = if self.starts_with(b"<<") { 2 } else { 1 };
        if !self.starts_with(b"<=") {
            self.level()?.types += length;
        }
        self.sign(length, Next::Operand);
        Some(())
    }

    fn word(&mut self) -> Option<()> {
        let start = self.at;
        let end = |from: usize| {
            let rest = self.bytes.get(from..).unwrap_or_default();
            from + rest.iter().position(|byte| !is_word(*byte)).unwrap_or(rest.len())
        };
        let mut to = end(start);
        let is_number = self.bytes[start].is_ascii_digit();
        let is_digits = self.bytes[start..to].iter().all(|byte| byte.is_ascii_digit() || *byte == b'_');
        if is_digits && self.bytes.get(to) == Some(&b'.') {
            to = end(to + 1);
        }
        let word = &self.bytes[start..to];
        self.at = to;
        let (next, after_bracket) = match word {
            // A name in other letters, or a blank or the end of a line among them.
            _ if word.iter().any(|byte| matches!(byte, b'\\' | 0x80..)) => (Next::Unknown, Next::Unknown),
            _ if is_number => {
                let is_plain = |byte: &u8| matches!(byte, b'0'..=b'9' | b'_' | b'.' | b'e' | b'E' | b'n');
                let hexadecimal = word.strip_prefix(b"0x");
                let is_whole = match hexadecimal {
                    Some(digits) => digits.iter().all(u8::is_ascii_hexdigit),
                    None => word.iter().all(is_plain),
                };
                (if is_whole { Next::Operator } else { Next::Unknown }, Next::Unknown)
            }
            _ if self.is_member => (Next::Operator, Next::Operator),
            b"if" | b"while" | b"for" | b"with" => (Next::Operand, Next::Operand),
            b"else" | b"do" => {
                self.level()?.kept += 1;
                (Next::Operand, Next::Operator)
            }
            b"return" | b"typeof" | b"case" | b"in" | b"delete" | b"void" | b"throw" | b"new" | b"instanceof"
            | b"default" | b"extends" => (Next::Operand, Next::Operator),
            b"of" | b"yield" => (Next::Unknown, Next::Operator),
            // Of `for await` too.
            b"await" => (Next::Unknown, Next::Unknown),
            _ => (Next::Operator, Next::Operator),
        };
        self.took(next);
        self.after_bracket = after_bracket;
        Some(())
    }
}

/// Whether a byte is part of a word, whatever letters it is written in.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'#' | b'\\' | 0x80..)
}

/// Whether one of the two signs that end a line besides the usual ones comes next.
fn is_separator(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xe2, 0x80, 0xa8]) || bytes.starts_with(&[0xe2, 0x80, 0xa9])
}

#[cfg(test)]
mod tests {
    use oxc_allocator::Allocator;
    use oxc_ast::AstKind;
    use oxc_ast_visit::Visit;
    use oxc_parser::Parser;
    use oxc_span::SourceType;
    use proptest::prelude::*;

    use super::of_script;

    /// How deep a tree is, as it is walked.
    #[derive(Default)]
    struct Depth {
        now: usize,
        most: usize,
    }

    impl<'a> Visit<'a> for Depth {
        fn enter_node(&mut self, _: AstKind<'a>) {
            self.now += 1;
            self.most = self.most.max(self.now);
        }

        fn leave_node(&mut self, _: AstKind<'a>) {
            self.now -= 1;
        }
    }

    /// Pieces that nest, end, or can be cut in several ways.
    fn pieces() -> impl Strategy<Value = String> {
        let pieces = [
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            "${",
            "`",
            "'",
            "\"",
            "/",
            "/*",
            "*/",
            "//",
            "\n",
            " ",
            ";",
            ",",
            "a",
            "1",
            "1.",
            "=>",
            "?",
            ":",
            "<",
            ">",
            "<<",
            "!",
            "++",
            "--",
            "-",
            "=",
            ".",
            "...",
            "\\",
            "if(a)",
            "else ",
            "do ",
            "while(a)",
            "for await(a of b)",
            "return ",
            "yield ",
            "await ",
            "new ",
            "typeof ",
            "in ",
            "of ",
            "class A{",
            "function f(){",
            "x as ",
            "<A>",
            "</A>",
            "/(/",
            "/[/]/",
            "\u{2028}",
            "\u{a0}",
            "<!--",
            "-->",
            "#a",
            "@a ",
            "async ",
            "type A=",
            "let x:",
            "case 1:",
            "default ",
        ];
        prop::collection::vec(prop::sample::select(pieces.to_vec()), 1..9).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn no_tree_is_higher_than_is_told(start in pieces(), again in pieces(), end in pieces(), kind in 0..3usize) {
            check_tree(&format!("{start}{}{end}", again.repeat(60)), kind)?;
        }

        #[test]
        fn nothing_that_nests_is_higher_than_is_told(
            wraps in prop::collection::vec(prop::sample::select(WRAPS.to_vec()), 1..4),
            start in prop::sample::select(vec!["x = ", "", "return ", "{}\n", "type A = ", "let a: B[]\n"]),
            middle in prop::sample::select(vec!["a", "/(/", "{}", "')'", "1", "a;"]),
            kind in 0..3usize,
        ) {
            let open: String = wraps.iter().map(|(open, _)| *open).collect();
            let close: String = wraps.iter().rev().map(|(_, close)| *close).collect();
            // The parser tries some of them in two ways, and what is in them again: more would take long.
            check_tree(&format!("{start}{}{middle}{}", open.repeat(14), close.repeat(14)), kind)?;
        }
    }

    fn check_tree(text: &str, kind: usize) -> Result<(), TestCaseError> {
        let Some(height) = of_script(text) else { return Ok(()) };
        let kind = [SourceType::ts(), SourceType::tsx(), SourceType::cjs()][kind];
        let allocator = Allocator::default();
        let parsed = Parser::new(&allocator, text, kind).parse();
        let mut depth = Depth::default();
        depth.visit_program(&parsed.program);
        // A token makes a few nodes at most.
        prop_assert!(depth.most <= 4 * height + 8, "{} in {height}: {text}", depth.most);
        Ok(())
    }

    /// What can stand about a value, or a statement.
    const WRAPS: &[(&str, &str)] = &[
        ("(", ")"),
        ("[", "]"),
        ("({a:", "})"),
        ("f(", ")"),
        ("`${", "}`"),
        ("`}${", "{`"),
        ("a=>", ""),
        ("async a=>", ""),
        ("()=>{return ", "}"),
        ("function(){return ", "}"),
        ("function f(){", "}"),
        ("a?", ":b"),
        ("a?b:", ""),
        ("{}?{}:", ""),
        ("!", ""),
        ("typeof ", ""),
        ("new ", "()"),
        ("await ", ""),
        ("yield ", ""),
        ("-", ""),
        ("++", ""),
        ("a=", ""),
        ("a,", ""),
        ("", ",a"),
        ("", "+b"),
        ("", "/b"),
        ("a/", ""),
        ("(a)/", ""),
        ("a<", ""),
        ("a<b,", ">"),
        ("A<", ">"),
        ("", "<b"),
        ("", ".b"),
        ("", "(c)"),
        ("", "[c]"),
        ("", "`${c}`"),
        ("", "!"),
        ("", "++"),
        ("", " as A"),
        ("", " in a"),
        ("/(/.test(", ")"),
        ("(/[/)]/,", ")"),
        ("(')',", ")"),
        ("(/*)*/", ")"),
        ("(//)\n", ")"),
        ("<A>", "</A>"),
        ("<A>'{", "}</A>"),
        ("<A>", ""),
        ("<A,>(a)=>", ""),
        ("class{a=", "}"),
        ("class{[", "](){}}"),
        ("if(a)", ""),
        ("if(a){", "}"),
        ("if(a)b;else ", ""),
        ("if(a){}else ", ""),
        ("do ", "; while(a)"),
        ("do{", "}while(a)"),
        ("while(a)", ""),
        ("for(;;)", ""),
        ("for(a of ", "){}"),
        ("for await(a of b)", ""),
        ("a:", ""),
        ("{", "}"),
        ("{a;", "}"),
        ("switch(a){case 1:", "}"),
        ("switch(a){case ", ":}"),
        ("try{", "}finally{}"),
        ("with(a)", ""),
        ("var a=", ""),
        ("@a(", ") class A{}"),
        ("{}\n", ""),
        ("a\n", ""),
        ("\n", ""),
        ("a extends b?c:", ""),
        ("keyof ", ""),
        ("(a:", ")=>b"),
        ("{a:", "}"),
        ("import(", ")"),
        ("a??", ""),
        ("...", ""),
        ("\u{a0}", ""),
        ("//\u{2028}", ""),
        ("#a in ", ""),
        ("a?.(", ")"),
        ("for(a in ", ");"),
        ("async()=>{await ", "}"),
    ];

    /// Wraps `middle` in many of `open` and `close`.
    fn nested(open: &str, middle: &str, close: &str) -> String {
        format!("{}{middle}{}", open.repeat(1000), close.repeat(1000))
    }

    #[test]
    fn what_does_not_nest_is_low() {
        let check = |text: &str| {
            let many = format!("f({{\n{}}});", text.repeat(1000));
            let height = of_script(&many).unwrap_or_else(|| panic!("{text} cannot be told"));
            assert!(height < 60, "{text}: {height}");
        };
        check("a: [1, 2.5, { b: \"}\", c: '\\'(', d: `(${[1]})` }],\n");
        check("b: function (a) { return a[0] / 2 > 1e3 / a.length && /[/(]\\//g.test(a) ? -a : !a; },\n");
        check("c(a) { if (a) /(/.test(a); for (; a < 9; a++) { b = a++ / 2; } },\n");
        check("d: x.if(1) / 2, // (((\n");
        check("e: (1 + 2) / 3, /* ((( */\n");
        check("f: a!.b / 2, g: x <= 2, h: 1. / 2, i(a) { a = a << 2; b = a < 3; },\n");
    }

    #[test]
    fn what_nests_is_at_least_as_high() {
        let check = |text: String| {
            let height = of_script(&text);
            assert!(height.is_none_or(|height| height >= 1000), "{}: {height:?}", &text[..40]);
        };
        check(nested("(", "1", ")"));
        check(nested("a => ", "1", ""));
        check(nested("`${", "1", "}`"));
        check(nested("(a, ", "1", ")"));
        check(nested("if (a) ", ";", ""));
        check(nested("if (a) b; else ", ";", ""));
        check(nested("do ", ";", " while (a);"));
        check(format!("type A = {}", nested("A<B, ", "C", ">")));
        check(format!("x = {}", nested("!", "a", "")));
        check(format!("x = {}", nested("new ", "a", "")));
        check(format!("x = {}", nested("a ? {} : ", "a", "")));
        check(format!("x = a{}", "(b, c)".repeat(1000)));
        check(format!("x = a{}", " % b".repeat(1000)));
        check(nested("<a>", "b", "</a>"));
        // What is behind a bracket stands about what is in it.
        let mut text = "a".to_owned();
        for _ in 0..40 {
            text = format!("({text}){}", "+b".repeat(40));
        }
        check(text);
    }

    #[test]
    fn what_could_be_cut_in_two_ways_is_not_told() {
        let check = |text: &str| assert_eq!(of_script(text), None, "{text}");
        for text in [
            "{} /a/ (\"/\")",
            "x = a\n/\"(/ + b",
            "x = <a>'</a>;",
            "return <a>'</a>;",
            "let x: A[]\n<a>'</a>;",
            "x = yield /\"(/",
            "for await (x of y) /\"(/.test(x)",
            "x = 3in /\"(/",
            "<!-- \"",
            "x\n--> \"",
            "if\u{a0}(a) /\"(/.test(a)",
            "a > /\"(/",
            "(]",
            "(",
            "}",
            "\"\n\"",
            "`",
            "a\u{2028}/\"/",
        ] {
            check(text);
        }
        // The comment ends where the line does.
        assert_eq!(of_script("// a\u{2028}(((("), None);
    }
}
