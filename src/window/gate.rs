//! Who gets in: whoever knows the token, asks this very address by its number, and comes from the page itself. Other sites that the browser has open,
//! names that somebody made lead here, and other users of the machine are refused before anything looks at what they ask.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Random bytes of a token.
const BYTES: usize = 32;

/// What may act on the page: its own files, and nothing from elsewhere.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'none'; \
                      base-uri 'none'; frame-ancestors 'none'";
/// A report is shown as if it came from elsewhere: whatever it may hold, it cannot speak to this server.
const REPORT_POLICY: &str =
    "sandbox allow-scripts allow-popups allow-modals allow-downloads; connect-src 'none'; form-action 'none'; frame-ancestors 'none'";

/// The gate.
#[derive(Debug)]
pub struct Gate {
    port: u16,
    token: String,
    /// Shows files of results and nothing else: whatever acts in a report can read its own address.
    reading: String,
}

/// Random bytes as hex digits.
fn random() -> Option<String> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).ok()?;
    Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

impl Gate {
    /// A gate with new tokens; `None` where the system has no random numbers.
    pub fn new(port: u16) -> Option<Self> {
        Some(Gate { port, token: random()?, reading: random()? })
    }

    /// Where results are, from the page.
    pub fn results(&self) -> String {
        format!("/{}/result/", self.reading)
    }

    /// Where the page is.
    pub fn address(&self) -> String {
        format!("{}/{}/", self.origin(), self.token)
    }

    fn origin(&self) -> String {
        format!("http://{}", self.host())
    }

    fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// The path behind the token, or the refusal.
    pub fn admit(&self, request: &Request) -> Result<String, StatusCode> {
        let only = |name: HeaderName| -> Result<Option<&str>, StatusCode> {
            let mut all = request.headers().get_all(name).iter();
            match (all.next(), all.next()) {
                (None, _) => Ok(None),
                (Some(one), None) => one.to_str().map(Some).map_err(|_| StatusCode::FORBIDDEN),
                _ => Err(StatusCode::FORBIDDEN),
            }
        };
        if only(header::HOST)? != Some(&self.host()) || request.uri().authority().is_some_and(|named| named.as_str() != self.host()) {
            return Err(StatusCode::FORBIDDEN);
        }
        let reads = request.method() == Method::GET;
        if !reads && request.method() != Method::POST && request.method() != Method::PUT {
            return Err(StatusCode::METHOD_NOT_ALLOWED);
        }
        match only(header::ORIGIN)? {
            Some(origin) if origin != self.origin() => return Err(StatusCode::FORBIDDEN),
            // Every browser tells where a writing request comes from.
            None if !reads => return Err(StatusCode::FORBIDDEN),
            _ => {}
        }
        let path = request.uri().path().strip_prefix('/').unwrap_or_default();
        let (token, rest) = path.split_once('/').ok_or(StatusCode::FORBIDDEN)?;
        let shows = reads && rest.starts_with("result/");
        let wanted = if shows { &self.reading } else { &self.token };
        if !alike(token.as_bytes(), wanted.as_bytes()) {
            return Err(StatusCode::FORBIDDEN);
        }
        // The page itself is opened from a file or typed; whatever it asks for, it asks itself. A browser says so.
        let site = only(HeaderName::from_static("sec-fetch-site"))?;
        if !rest.is_empty() && site.is_some_and(|site| !matches!(site, "same-origin" | "none")) {
            return Err(StatusCode::FORBIDDEN);
        }
        Ok(rest.to_string())
    }
}

/// Compares in a time that tells nothing.
fn alike(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
}

/// What every answer says, whatever it is.
pub fn dress(mut response: Response, is_report: bool) -> Response {
    let policy = if is_report { REPORT_POLICY } else { POLICY };
    let all = [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
    ];
    let headers: &mut HeaderMap = response.headers_mut();
    for (name, value) in all {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// A refusal, which tells nothing about what is here.
pub fn refusal(status: StatusCode) -> Response {
    let text = "不能访问：地址不完整或者已经失效。请从程序打开的页面进入，或者重新运行 dangri window。\n";
    (status, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn asked(gate: &Gate, method: &str, path: &str, headers: &[(&str, &str)]) -> Result<String, StatusCode> {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        gate.admit(&request.body(Body::empty()).unwrap())
    }

    #[test]
    fn only_the_page_itself_gets_in() {
        let gate = Gate { port: 4000, token: "ab".repeat(32), reading: "cd".repeat(32) };
        let at = |rest: &str| format!("/{}/{rest}", gate.token);
        let host = ("host", "127.0.0.1:4000");
        let own = ("origin", "http://127.0.0.1:4000");
        assert_eq!(asked(&gate, "GET", &at(""), &[host]), Ok(String::new()));
        assert_eq!(asked(&gate, "POST", &at("api/job"), &[host, own]), Ok("api/job".to_string()));
        let forbidden = Err(StatusCode::FORBIDDEN);
        for host in ["localhost:4000", "evil.example:4000", "127.0.0.1", "127.0.0.1:4001", "127.0.0.1:4000.evil.example"] {
            assert_eq!(asked(&gate, "GET", &at("api/state"), &[("host", host)]), forbidden, "{host}");
        }
        assert_eq!(asked(&gate, "GET", &at("api/state"), &[]), forbidden);
        assert_eq!(asked(&gate, "GET", &at("api/state"), &[host, ("host", "evil.example")]), forbidden);
        for origin in ["null", "http://evil.example", "https://127.0.0.1:4000", "http://127.0.0.1:4001", "http://localhost:4000"] {
            assert_eq!(asked(&gate, "GET", &at("api/state"), &[host, ("origin", origin)]), forbidden, "{origin}");
        }
        assert_eq!(asked(&gate, "POST", &at("api/job"), &[host]), forbidden);
        assert_eq!(asked(&gate, "GET", &at("api/state"), &[host, ("sec-fetch-site", "cross-site")]), forbidden);
        let wrong = "ac".repeat(32);
        for path in ["/".to_string(), format!("/{wrong}/"), format!("/{wrong}/api/state"), format!("/{}", gate.token), "/ab/".to_string()] {
            assert_eq!(asked(&gate, "GET", &path, &[host]), forbidden, "{path}");
        }
        for method in ["DELETE", "OPTIONS", "PATCH", "TRACE", "HEAD"] {
            assert_eq!(asked(&gate, method, &at("api/state"), &[host, own]), Err(StatusCode::METHOD_NOT_ALLOWED), "{method}");
        }
    }

    #[test]
    fn no_two_tokens_are_alike() {
        let (a, b) = (Gate::new(1).unwrap(), Gate::new(1).unwrap());
        assert_eq!(a.token.len(), 2 * BYTES);
        assert_ne!(a.token, b.token);
    }
}
