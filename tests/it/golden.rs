//! The samples that come with the project: each is run, and every csv and json of `data/` is compared byte for byte with what is kept. Run with
//! `UPDATE_GOLDEN=1` to keep the new bytes after reading the difference. The id of the run is that of its question, layouts and profiles included:
//! it is put aside, or every change of a schema would change every row.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::door::{dangri_ok, data_without_id, root, tree};

const SAMPLES: &[&str] =
    &["yangzhou", "chizhou", "huiji", "suizhou-gaoxin", "kecheng", "qujiang", "longyou", "jiangshan", "changshan", "kaihua", "quzhou"];

/// Copies a sample, so that neither result nor history is written into the project.
fn copied(sample: &str, to: &Path) -> PathBuf {
    let from = root().join("sample_data").join(sample);
    let target = to.join(sample);
    for (name, bytes) in tree(&from) {
        let path = target.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    target
}

fn first_difference(kept: &[u8], new: &[u8]) -> String {
    let (kept, new) = (String::from_utf8_lossy(kept), String::from_utf8_lossy(new));
    let line = kept.lines().zip(new.lines()).position(|(a, b)| a != b).unwrap_or(kept.lines().count().min(new.lines().count()));
    let at = |text: &str| text.lines().nth(line).unwrap_or("（无此行）").to_string();
    format!("line {}:\n  kept {}\n  new  {}", line + 1, at(&kept), at(&new))
}

#[test]
fn samples_give_the_bytes_that_are_kept() {
    let temp = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    for sample in SAMPLES {
        let workspace = copied(sample, temp.path());
        let out = temp.path().join(format!("{sample}-结果"));
        dangri_ok(&["run", workspace.to_str().unwrap(), "-o", out.to_str().unwrap(), "--format", "csv,json,parquet"]);
        let new = data_without_id(&out);
        let kept_dir = root().join("tests/golden").join(sample);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            let _ = fs::remove_dir_all(&kept_dir);
            for (name, bytes) in &new {
                let path = kept_dir.join(name);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, bytes).unwrap();
            }
            continue;
        }
        let kept = tree(&kept_dir);
        let names = |t: &BTreeMap<String, Vec<u8>>| t.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&kept), names(&new), "{sample}: other files");
        for (name, bytes) in &kept {
            if new[name] != *bytes {
                wrong.push(format!("{sample}/{name} {}", first_difference(bytes, &new[name])));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_fires_somewhere_in_the_samples() {
    let mut fired = std::collections::BTreeSet::new();
    for sample in SAMPLES {
        let findings = root().join("tests/golden").join(sample).join("findings.csv");
        fired.extend(crate::door::csv_rows(&findings, true).into_iter().map(|row| row["rule"].clone()));
    }
    let pages = tree(&root().join("docs/rules"));
    let wanted: Vec<&str> = pages.keys().filter_map(|name| name.strip_suffix(".md")).filter(|name| name.len() == 6).collect();
    assert!(wanted.len() > 40);
    let missing: Vec<&str> = wanted.into_iter().filter(|code| !fired.contains(*code)).collect();
    assert!(missing.is_empty(), "never fires in the samples: {missing:?}");
}

#[test]
fn samples_are_small() {
    // what a run keeps for the next one is no sample
    let handed_in = |path: &String| !path.starts_with(".dangri");
    let files = SAMPLES.iter().flat_map(|s| tree(&root().join("sample_data").join(s))).filter(|(path, _)| handed_in(path));
    let bytes: usize = files.map(|(_, bytes)| bytes.len()).sum();
    assert!(bytes < 10 << 20, "sample data hold {bytes} bytes");
}
