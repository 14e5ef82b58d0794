//! An answer that is made once and sent often.
//!
//! A [`Page`] holds its bytes and its headers ready to send, plain and compressed, so that sending
//! it again costs a few clones of shared memory. Which of its forms is sent is decided by
//! [`crate::negotiate`].

use std::io::Write as _;
use std::sync::OnceLock;

use axum::body::Body;
use axum::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    ETAG, HeaderMap, HeaderValue, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{Method, Response, StatusCode};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::negotiate;

/// What pages may load and do: their own style sheet, script and images, questions and forms that
/// lead back here.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
                      img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// Bodies below this many bytes fit into one packet anyway.
const WORTH_COMPRESSING: usize = 1024;

/// What a body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    /// A page for people.
    Html,
    /// A text for people and language models.
    Markdown,
    /// A text that is not Markdown.
    Text,
    /// An answer for programs.
    Json,
    /// What is wrong with a request, for programs.
    Problem,
    /// A style sheet.
    Css,
    /// What runs in the browser.
    Script,
    /// A picture.
    Svg,
}

impl Content {
    const fn media_type(self) -> &'static str {
        match self {
            Self::Html => "text/html; charset=utf-8",
            Self::Markdown => "text/markdown; charset=utf-8",
            Self::Text => "text/plain; charset=utf-8",
            Self::Json => "application/json",
            Self::Problem => "application/problem+json",
            Self::Css => "text/css; charset=utf-8",
            Self::Script => "text/javascript; charset=utf-8",
            Self::Svg => "image/svg+xml",
        }
    }
}

/// How long an answer may be used without asking again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Caching {
    /// Ask each time whether it is still current.
    Revalidate,
    /// For ever: the address changes with the content.
    Forever,
    /// Not at all.
    Never,
}

/// What requests for a page are decided by, besides the encodings the client takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Varies {
    /// Nothing.
    ByEncoding,
    /// The types the client takes.
    ByType,
}

/// A complete answer, ready to be sent.
#[derive(Debug)]
pub(crate) struct Page {
    status: StatusCode,
    plain: Form,
    gzip: OnceLock<Option<Form>>,
}

/// One form of a page: its bytes, and the headers that go with them.
#[derive(Debug)]
struct Form {
    body: Bytes,
    etag: String,
    headers: HeaderMap,
}

impl Page {
    /// A page with status 200.
    pub(crate) fn new(content: Content, caching: Caching, varies: Varies, body: impl Into<Bytes>) -> Self {
        Self::with_status(StatusCode::OK, content, caching, varies, body)
    }

    /// A page that depends on the request, or says what is wrong with it.
    pub(crate) fn with_status(
        status: StatusCode,
        content: Content,
        caching: Caching,
        varies: Varies,
        body: impl Into<Bytes>,
    ) -> Self {
        let body = body.into();
        let mut headers = HeaderMap::with_capacity(12);
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content.media_type()));
        headers.insert(
            CACHE_CONTROL,
            HeaderValue::from_static(match caching {
                Caching::Revalidate => "no-cache",
                Caching::Forever => "public, max-age=31536000, immutable",
                Caching::Never => "no-store",
            }),
        );
        headers.insert(
            VARY,
            HeaderValue::from_static(match varies {
                Varies::ByEncoding => "accept-encoding",
                Varies::ByType => "accept, accept-encoding",
            }),
        );
        secure(&mut headers);
        Self { status, plain: Form::new(body, headers, None), gzip: OnceLock::new() }
    }

    /// The same as a file to keep, called `name`: letters, digits, dots and dashes.
    pub(crate) fn kept_as(mut self, name: &str) -> Self {
        let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let name: String = name.chars().filter(plain).collect();
        if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
            self.plain.headers.insert(CONTENT_DISPOSITION, value);
        }
        self
    }

    /// Bytes of memory its body takes; the compressed form is much smaller.
    pub(crate) fn size(&self) -> usize {
        self.plain.body.len()
    }

    /// Whether it is of this kind.
    pub(crate) fn is(&self, content: Content) -> bool {
        self.plain.headers.get(CONTENT_TYPE).is_some_and(|it| it.as_bytes() == content.media_type().as_bytes())
    }

    /// Its body; every page is text.
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.plain.body).unwrap_or_default()
    }

    /// The page as the answer to a request with `method` (GET or HEAD) and `headers`.
    pub(crate) fn respond(&self, method: &Method, headers: &HeaderMap) -> Response<Body> {
        let form = if negotiate::accepts_gzip(headers) { self.compressed() } else { &self.plain };
        let mut response = Response::new(Body::empty());
        if self.status == StatusCode::OK && negotiate::has_current(headers, &form.etag) {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            *response.headers_mut() = form.headers.clone();
            response.headers_mut().remove(CONTENT_LENGTH);
            return response;
        }
        *response.status_mut() = self.status;
        *response.headers_mut() = form.headers.clone();
        if method != Method::HEAD {
            *response.body_mut() = Body::from(form.body.clone());
        }
        response
    }

    fn compressed(&self) -> &Form {
        let compress = || {
            let plain = &self.plain;
            (plain.body.len() >= WORTH_COMPRESSING)
                .then(|| gzip(&plain.body))
                .filter(|body| body.len() < plain.body.len())
                .map(|body| Form::new(body, plain.headers.clone(), Some("gzip")))
        };
        self.gzip.get_or_init(compress).as_ref().unwrap_or(&self.plain)
    }
}

impl Form {
    fn new(body: Bytes, mut headers: HeaderMap, encoding: Option<&'static str>) -> Self {
        let etag = format!("\"{:016x}\"", fingerprint(&body));
        headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
        headers.insert(ETAG, HeaderValue::from_str(&etag).expect("hexadecimal digits in quotes are a header value"));
        if let Some(encoding) = encoding {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        Self { body, etag, headers }
    }
}

/// Adds the headers that every answer carries, whatever it is.
pub(crate) fn secure(headers: &mut HeaderMap) {
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
}

/// Says in an answer with status 405 what is allowed instead.
pub(crate) fn allow(response: &mut Response<Body>, methods: &'static str) {
    response.headers_mut().insert(ALLOW, HeaderValue::from_static(methods));
}

/// A number that differs between contents: FNV-1a, 64 bits.
///
/// Source: G. Fowler, L. C. Noll, K.-P. Vo, <http://www.isthe.com/chongo/tech/comp/fnv/>.
pub(crate) fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

fn gzip(body: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 3), Compression::default());
    // The header of what flate2 writes has no time and no name in it: same bytes, same result.
    encoder.write_all(body).and_then(|()| encoder.finish()).expect("writing to memory does not fail").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_fnv_1a() {
        assert_eq!(fingerprint(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fingerprint(b"foobar"), 0x8594_4171_f739_67e8);
    }
}
