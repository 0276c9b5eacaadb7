//! Tells the program which commit it was built from. Builds for trying things out do not ask, or every commit would build them anew.

use std::env;
use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rustc-env=DANGRI_COMMIT={}", commit());
}

/// The commit's first twelve hex digits, with `+` where files differ from it; else why it is not known.
fn commit() -> String {
    println!("cargo:rerun-if-env-changed=DANGRI_COMMIT");
    // Who builds without git, from an archive or in a package, may say it.
    if let Some(given) = env::var("DANGRI_COMMIT").ok().filter(|given| !given.trim().is_empty()) {
        return given.trim().to_string();
    }
    if env::var("PROFILE").as_deref() != Ok("release") {
        return "debug".to_string();
    }
    let Some(git) = asked(&["rev-parse", "--absolute-git-dir"]) else { return "unknown".to_string() };
    for name in ["HEAD", "logs/HEAD", "packed-refs"] {
        let path = Path::new(&git).join(name);
        if path.exists() {
            println!("cargo:rerun-if-changed={}", path.display());
        }
    }
    let Some(commit) = asked(&["rev-parse", "--short=12", "HEAD"]) else { return "unknown".to_string() };
    let changed = asked(&["status", "--porcelain", "--untracked-files=no"]).is_some_and(|changes| !changes.is_empty());
    if changed { format!("{commit}+") } else { commit }
}

fn asked(args: &[&str]) -> Option<String> {
    let output = Command::new("git").args(args).current_dir(env::var_os("CARGO_MANIFEST_DIR")?).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_string())
}
