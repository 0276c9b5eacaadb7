//! Runs that do not come to their end: stopped at any moment by any signal, on a full disk, without permission, two at once. The last whole result
//! stands and proves itself, the next run succeeds, nothing is left lying about, and nothing that a person made is touched.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use rustix::process::{Pid, Signal, kill_process};

use crate::door::{dangri, tree};
use crate::result::{HEAD, Office, text};

/// Stops by each signal; more can be asked for.
fn stops() -> u32 {
    std::env::var("DANGRI_STOPS").ok().and_then(|n| n.parse().ok()).unwrap_or(12)
}

fn start(args: &[String]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_dangri")).args(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn signal(child: &Child, signal: Signal) {
    let _ = kill_process(Pid::from_child(child), signal);
}

/// Names at the top of a folder that are nobody's but a run's.
fn leftovers(office: &Office) -> Vec<String> {
    let hidden = office.names().into_iter().filter(|name| name.starts_with('.'));
    let cache = tree(&office.at("台账")).into_keys().filter(|name| name.ends_with("写入中"));
    hidden.chain(cache).collect()
}

#[test]
fn stopped_at_any_moment_the_old_result_or_the_new_one_is_whole() {
    let office = Office::new();
    // Two questions in turn, so that each run has something to replace and something to write.
    let line = |n: u32| {
        office.line(Some("结果"), &["-p", "2017-07", "--format", "xlsx,csv,json", "--seed", if n.is_multiple_of(2) { "甲" } else { "乙" }])
    };
    let begun = Instant::now();
    assert!(start(&line(1)).wait().unwrap().success());
    let whole = begun.elapsed().max(Duration::from_millis(80)) * 11 / 10;
    let signals = [(Signal::KILL, 0), (Signal::TERM, 143), (Signal::INT, 130), (Signal::HUP, 129)];
    let count = stops();
    let mut stood = BTreeMap::new();
    for n in 0..count * signals.len() as u32 {
        let (what, code) = signals[n as usize % signals.len()];
        let before = office.verify("结果").1;
        let child = start(&line(n));
        std::thread::sleep(whole * (n / signals.len() as u32) / count);
        signal(&child, what);
        let output = child.wait_with_output().unwrap();
        let (state, said) = office.verify("结果");
        assert_eq!(state, 0, "{n}: {said}");
        let message = text(&output);
        if what != Signal::KILL && !output.status.success() {
            // a signal that comes before anybody listens ends the program as it ends any
            if let Some(given) = output.status.code() {
                assert_eq!(given, code, "{n}: {message}");
                let new = message.contains("新结果已经写好");
                assert!(new || message.contains("以前的结果未改动"), "{n}: {message}");
                assert!(new || said == before, "{n}: {message}");
                *stood.entry(new).or_insert(0) += 1;
            }
        }
    }
    assert!(stood.values().sum::<u32>() > 0, "no stop was heard: {stood:?}");
    assert!(start(&line(count)).wait().unwrap().success());
    assert_eq!((office.verify("结果").0, leftovers(&office)), (0, vec![]));
    assert_eq!(office.names(), ["台账", "结果"]);
}

#[test]
fn two_runs_at_once_give_one_whole_result() {
    let office = Office::new();
    let mut said_so = 0;
    for _ in 0..4 {
        let line = office.line(Some("结果"), &["-p", "2017-07", "--no-cache"]);
        let both = [start(&line), start(&line)].map(|child| child.wait_with_output().unwrap());
        let codes: Vec<i32> = both.iter().map(|o| o.status.code().unwrap()).collect();
        assert!(codes.contains(&0) && codes.iter().all(|c| [0, 3].contains(c)), "{codes:?}");
        for output in both.iter().filter(|o| o.status.code() == Some(3)) {
            assert!(text(output).contains("正由另一次运行写入"), "{}", text(output));
            said_so += 1;
        }
        assert_eq!((office.verify("结果").0, office.names()), (0, vec!["台账".to_string(), "结果".to_string()]));
    }
    assert!(said_so > 0, "they never met");
}

/// Runs a command line where `dir` is a disk of so many bytes; `None` where no such disk can be made.
fn on_small_disk(dir: &Path, bytes: u64, script: &str) -> Option<std::process::Output> {
    let mount = format!("mount -t tmpfs -o size={bytes} tmpfs '{}' && {script}", dir.display());
    let output = Command::new("unshare").args(["-rm", "sh", "-c", &mount]).output().ok()?;
    (!text(&output).contains("mount:") && !text(&output).contains("unshare:")).then_some(output)
}

#[test]
fn a_full_disk_or_temporary_folder_is_told_and_costs_nothing() {
    let office = Office::new();
    let disk = office.at("小盘");
    fs::create_dir(&disk).unwrap();
    let program = env!("CARGO_BIN_EXE_dangri");
    let line = office.line(Some("小盘/结果"), &["-p", "2017-07"]).iter().map(|a| format!("'{a}'")).collect::<Vec<_>>().join(" ");
    // the result that stands is whole afterwards, and nothing is left, whichever format finds the disk full
    let script = format!(
        "'{program}' {line} --format json >/dev/null 2>&1 && head -c 400000 /dev/zero > '{0}/满' 2>/dev/null; \
         for format in xlsx html csv json parquet; do '{program}' {line} --no-cache --seed $format --format $format; echo code $?; done; \
         '{program}' verify '{0}/结果' --workspace '{1}'; echo code $?; ls -A '{0}'",
        disk.display(),
        office.at("台账").display()
    );
    let Some(output) = on_small_disk(&disk, 300_000, &script) else {
        eprintln!("no small disk can be made here: not tested");
        return;
    };
    let said = text(&output);
    let codes: Vec<&str> = said.lines().filter_map(|line| line.strip_prefix("code ")).collect();
    assert_eq!(codes, ["3", "3", "3", "3", "3", "0"], "{said}");
    assert_eq!(said.matches("磁盘空间不足").count(), 5, "{said}");
    assert!(!said.contains("os error") && !said.contains("panicked"), "{said}");
    assert!(said.trim_end().lines().filter(|l| l.starts_with('.')).count() == 0, "{said}");
    // a temporary folder that takes nothing: what needs it says so, and no ledger is blamed
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let inner = {
        let mut inner = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        inner.start_file("大.csv", stored).unwrap();
        std::io::Write::write_all(&mut inner, &vec![b'a'; 9 << 20]).unwrap();
        inner.finish().unwrap().into_inner()
    };
    let mut packed = zip::ZipWriter::new(fs::File::create(office.at("台账.zip")).unwrap());
    for (name, bytes) in tree(&office.at("台账")).into_iter().chain([("材料.zip".to_string(), inner)]) {
        packed.start_file(name, stored).unwrap();
        std::io::Write::write_all(&mut packed, &bytes).unwrap();
    }
    packed.finish().unwrap();
    let line = line.replace("小盘/结果", "结果").replace("/台账'", "/台账.zip'");
    let script = format!("head -c 1000000 /dev/zero > '{0}/满' 2>/dev/null; TMPDIR='{0}' '{program}' {line}; echo code $?", disk.display());
    let said = text(&on_small_disk(&disk, 40_000, &script).unwrap());
    assert!(said.contains("code 3") && said.contains("临时文件夹") && said.contains("磁盘空间不足"), "{said}");
    assert!(!said.contains("panicked") && !said.contains("os error") && !office.at("结果").exists(), "{said}");
}

#[test]
fn lost_permission_is_told_and_costs_nothing() {
    // who may do everything cannot lose a permission
    if rustix::process::geteuid().is_root() && Command::new("setpriv").arg("--version").output().is_err() {
        eprintln!("this user loses no permission: not tested");
        return;
    }
    let office = Office::new();
    office.run(Some("盘/结果"), &["-p", "2017-07", "--format", "json"]);
    let folder = office.at("盘");
    use std::os::unix::fs::PermissionsExt;
    let mode = |mode: u32| fs::set_permissions(&folder, fs::Permissions::from_mode(mode)).unwrap();
    mode(0o555);
    let line = office.line(Some("盘/结果"), &["-p", "2017-08"]);
    let output = if rustix::process::geteuid().is_root() {
        fs::set_permissions(office.dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups", env!("CARGO_BIN_EXE_dangri")]).args(&line);
        command.output().unwrap()
    } else {
        dangri(&line)
    };
    mode(0o755);
    let said = text(&output);
    if said.contains("setpriv:") {
        eprintln!("this user cannot become another: not tested");
        return;
    }
    assert!(output.status.code() == Some(3) && said.contains("没有权限"), "{said}");
    assert_eq!((office.verify("盘/结果").0, tree(&folder).keys().any(|name| name.contains("写入中"))), (0, false));
}

/// What may lie about: a place, a name and a text.
fn things() -> impl Strategy<Value = Vec<(String, String)>> {
    let place = prop::sample::select(vec![
        "",
        "结果/",
        "结果/data/",
        "结果/抽查/",
        "结果/反馈/廿里镇党委/",
        "结果-旧-1/",
        "台账/",
        "台账/.dangri/",
        "台账/.dangri/cache/",
        "台账/.dangri/history/",
        "台账/廿里镇党委/",
        "台账-结果/2017-07/",
        "台账-空白台账/",
        ".结果-写入中-7-0/",
        "别处/",
    ]);
    let name = prop::sample::select(vec![
        "笔记.txt",
        "批示.docx",
        "汇总报告.xlsx",
        "结果清单.json",
        "findings.csv",
        "summary.json",
        "照片/1.jpg",
        ".DS_Store",
        "~$汇总报告.xlsx",
        "sample.json",
        "名称核对.xlsx",
        ".结果-写入中.lock",
        "pack-0011223344556677.pack",
        "qujiang-2017-07.json",
        "stamp-0011223344556677.json",
        ".dangri-template.json",
        "空文件夹/",
        "2017-07-旧-1/信.txt",
        "廿里镇党委党员活动日台账.xlsx",
    ]);
    prop::collection::vec((place, name, "[a-z甲乙丙]{0,12}"), 1..8)
        .prop_map(|all| all.into_iter().map(|(p, n, t)| (format!("{p}{n}"), t)).collect())
}

/// Puts things where nothing is yet; gives those that were put.
fn scatter(root: &Path, things: &[(String, String)]) -> BTreeMap<String, String> {
    let mut put = BTreeMap::new();
    for (name, content) in things {
        let path = root.join(name);
        if name.ends_with('/') {
            let _ = fs::create_dir_all(path);
        } else if !path.exists() && path.parent().is_some_and(|p| fs::create_dir_all(p).is_ok()) && fs::write(&path, content).is_ok() {
            put.insert(name.clone(), content.clone());
        }
    }
    put
}

#[test]
fn whatever_foreign_or_edited_files_lie_about_every_byte_of_them_stays() {
    let step = || prop::sample::select(vec!["run", "run-killed", "default", "template", "match", "sample", "verify", "edit"]);
    let plan = (things(), prop::collection::vec((step(), 0_u64..400, things()), 2..5));
    let config = ProptestConfig { cases: stops().min(40), max_shrink_iters: 8, failure_persistence: None, ..ProptestConfig::default() };
    let outcome = TestRunner::new(config).run(&plan, |(first, steps)| {
        let office = Office::new();
        let root = office.dir.path();
        let mut ours = scatter(root, &first);
        for (step, wait, more) in steps {
            let at = |name: &str| office.at(name).to_str().unwrap().to_string();
            let common = || vec![at("台账"), "-j".to_string(), "qujiang".to_string(), "-p".to_string(), "2017-07".to_string()];
            match step {
                "run" => drop(dangri(&office.line(Some("结果"), &["-p", "2017-07", "--format", "xlsx,csv,json"]))),
                "default" => drop(dangri(&office.line(None, &["-p", "2017-07", "--format", "csv,json"]))),
                "run-killed" => {
                    let mut child = start(&office.line(Some("结果"), &["-p", "2017-07", "--format", "xlsx,csv,json"]));
                    std::thread::sleep(Duration::from_millis(wait));
                    signal(&child, Signal::KILL);
                    let _ = child.wait();
                }
                "template" => drop(dangri(&[vec!["template".to_string()], common()].concat())),
                "match" => drop(dangri(&["match".to_string(), at("台账")])),
                "sample" => drop(dangri(&[vec!["sample".to_string()], common(), vec!["-o".to_string(), at("别处")]].concat())),
                "verify" => drop(dangri(&["verify".to_string(), at("结果")])),
                // a file of a result that somebody writes in
                _ => {
                    let written =
                        tree(root).into_keys().filter(|name| name.starts_with("结果/") && !ours.contains_key(name)).collect::<Vec<_>>();
                    if let Some(name) = written.get(wait as usize % written.len().max(1)) {
                        fs::write(root.join(name), "有人改过").unwrap();
                        ours.insert(name.clone(), "有人改过".to_string());
                    }
                }
            }
            ours.extend(scatter(root, &more));
            // wherever it has been moved to
            let mut left: Vec<Vec<u8>> = tree(root).into_values().collect();
            for (name, content) in &ours {
                let found = left.iter().position(|bytes| bytes == content.as_bytes());
                prop_assert!(found.is_some(), "after {step}: “{name}” is gone");
                left.swap_remove(found.unwrap_or_default());
            }
        }
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(HEAD.len(), 5);
}
