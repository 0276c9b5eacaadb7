//! The page's own seams: data that cannot leave their element, and a policy that names exactly what the page holds.

use super::*;

#[test]
fn data_cannot_end_their_element() {
    let json = serde_json::to_string(&["</script><!--", "a&b", "\u{2028}"]).unwrap();
    let safe = harmless(&json);
    assert!(!safe.contains(['<', '>', '&', '\u{2028}']), "{safe}");
    let back: Vec<String> = serde_json::from_str(&safe).unwrap();
    assert_eq!(back, ["</script><!--", "a&b", "\u{2028}"]);
}

#[test]
fn script_and_style_stay_in_their_elements() {
    assert!(!SCRIPT.contains("</script") && !SCRIPT.contains("<!--") && !STYLE.contains("</style"));
    // The digests are of what a browser reads: it turns CR LF into LF.
    assert!(!SCRIPT.contains('\r') && !STYLE.contains('\r'));
    assert!(!SCRIPT.contains("innerHTML") && !SCRIPT.contains("insertAdjacentHTML") && !SCRIPT.contains("document.write"));
    let policy = policy();
    assert!(policy.starts_with("default-src 'none'; ") && policy.matches("sha256-").count() == 2, "{policy}");
}
