//! The page's own files, which lie in the program, and files of this machine that are given piece by piece.

use std::path::Path;

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio_util::io::ReaderStream;

const PAGE: &str = include_str!("page.html");
const SCRIPT: &str = include_str!("page.js");
const PARTS: &str = include_str!("parts.js");
const KEPT: &str = include_str!("kept.js");
const STYLE: &str = include_str!("page.css");
const ICON: &str =
    r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="2" fill="#a61b1b"/></svg>"##;

/// A file of the page.
pub fn own(path: &str) -> Option<Response> {
    let (kind, text) = match path {
        "" => ("text/html; charset=utf-8", PAGE),
        "page.js" => ("text/javascript; charset=utf-8", SCRIPT),
        "parts.js" => ("text/javascript; charset=utf-8", PARTS),
        "kept.js" => ("text/javascript; charset=utf-8", KEPT),
        "page.css" => ("text/css; charset=utf-8", STYLE),
        "icon.svg" => ("image/svg+xml", ICON),
        _ => return None,
    };
    Some(([(header::CONTENT_TYPE, kind)], text).into_response())
}

/// A file of a result: pages are shown, all else is handed over to be kept.
pub async fn file(path: &Path) -> Response {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let kind = match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("csv" | "txt" | "ics") => "text/plain; charset=utf-8",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    };
    let Ok(file) = tokio::fs::File::open(path).await else { return StatusCode::NOT_FOUND.into_response() };
    let mut response = Body::from_stream(ReaderStream::new(file)).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if !name.ends_with(".html") {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, kept_as(&name));
    }
    response
}

/// A file that is handed over under another name.
pub fn handed(file: std::fs::File, name: &str) -> Response {
    let stream = ReaderStream::new(tokio::fs::File::from_std(file));
    let mut response = Body::from_stream(stream).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/zip"));
    response.headers_mut().insert(header::CONTENT_DISPOSITION, kept_as(name));
    response
}

/// `attachment` with a name that is not of Latin letters (RFC 6266).
fn kept_as(name: &str) -> HeaderValue {
    let coded: String = name
        .bytes()
        .map(|b| if b.is_ascii_alphanumeric() || b"-._".contains(&b) { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect();
    HeaderValue::from_str(&format!("attachment; filename*=UTF-8''{coded}")).unwrap_or(HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_asks_nobody_else_and_holds_no_script() {
        for text in [PAGE, SCRIPT, PARTS, KEPT, STYLE] {
            assert!(!text.contains("http://") && !text.contains("https://") && !text.contains("@import"));
        }
        assert!(!PAGE.contains("<script>") && !PAGE.contains("style=") && !PAGE.contains("onclick"));
        // Whatever comes from ledgers is text.
        assert!(!SCRIPT.contains("innerHTML") && !PARTS.contains("innerHTML") && !KEPT.contains("innerHTML") && !SCRIPT.contains("eval("));
    }

    #[test]
    fn a_name_never_breaks_out_of_its_header() {
        assert_eq!(kept_as("甲\"\r\n.zip").to_str().unwrap(), "attachment; filename*=UTF-8''%E7%94%B2%22%0D%0A.zip");
    }
}
