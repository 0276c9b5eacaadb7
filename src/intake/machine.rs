//! How much memory this machine can give: what the system says is available, within what the groups allow in which the process runs. Where nobody
//! says it, a modest machine is assumed.

use std::fs;
use std::path::{Path, PathBuf};

/// Assumed where the system does not say.
const MODEST: u64 = 4 << 30;
/// Where control groups are told of.
const GROUPS: &str = "/sys/fs/cgroup";

/// Bytes that can be had without taking them from others.
pub(super) fn available() -> u64 {
    let system = fs::read_to_string("/proc/meminfo").ok().and_then(|text| field(&text, "MemAvailable:")).map(|kib| kib << 10);
    let groups = fs::read_to_string("/proc/self/cgroup").map(|text| of_groups(&text, Path::new(GROUPS))).unwrap_or_default();
    system.unwrap_or(MODEST).min(groups.unwrap_or(u64::MAX))
}

/// A number behind its name.
fn field(text: &str, name: &str) -> Option<u64> {
    text.lines().find_map(|line| line.strip_prefix(name)?.split_whitespace().next()?.parse().ok())
}

/// What is left in the groups that `/proc/self/cgroup` names, and in those around them.
fn of_groups(told: &str, root: &Path) -> Option<u64> {
    told.lines()
        .filter_map(|line| {
            let mut parts = line.splitn(3, ':').skip(1);
            let (kinds, path) = (parts.next()?, parts.next()?);
            let below = path.trim_start_matches('/');
            match kinds {
                "" => least(root, below, "memory.max", "memory.current"),
                kinds if kinds.split(',').any(|k| k == "memory") => {
                    least(&root.join("memory"), below, "memory.limit_in_bytes", "memory.usage_in_bytes")
                }
                _ => None,
            }
        })
        .min()
}

/// The least that any of the groups from this one up to the root has left.
fn least(root: &Path, below: &str, most: &str, used: &str) -> Option<u64> {
    let number = |path: PathBuf| fs::read_to_string(path).ok()?.trim().parse::<u64>().ok();
    let mut group = root.join(below);
    let mut least: Option<u64> = None;
    loop {
        if let (Some(most), Some(used)) = (number(group.join(most)), number(group.join(used))) {
            // what is kept of files is given back when it is needed
            let kept = fs::read_to_string(group.join("memory.stat")).ok().and_then(|text| field(&text, "inactive_file ")).unwrap_or(0);
            let left = most.saturating_sub(used.saturating_sub(kept));
            least = Some(least.map_or(left, |l| l.min(left)));
        }
        if group == root || !group.pop() || !group.starts_with(root) {
            return least;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_narrowest_group_counts() {
        let dir = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = dir.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("a/memory.max", "1000\n");
        write("a/memory.current", "400\n");
        write("a/memory.stat", "anon 1\ninactive_file 100\n");
        write("a/b/memory.max", "max\n");
        write("a/b/memory.current", "10\n");
        assert_eq!(of_groups("0::/a/b\n", dir.path()), Some(700));
        write("a/b/memory.max", "500\n");
        assert_eq!(of_groups("0::/a/b\n", dir.path()), Some(490));
        write("memory/c/memory.limit_in_bytes", "300");
        write("memory/c/memory.usage_in_bytes", "100");
        assert_eq!(of_groups("5:cpu,memory:/c\n3:pids:/\n", dir.path()), Some(200));
        assert_eq!(of_groups("0::/elsewhere\n", dir.path()), None);
        assert!(available() > 0);
    }
}
