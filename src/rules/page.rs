//! A rule's page for people (`dangri explain`, `docs/rules/`), and what each profile asks by each rule (规则说明).

use std::borrow::Borrow;
use std::fmt::Write as _;

use crate::model::finding::{Code, Level};
use crate::model::profile::{Params, Profile, RuleSwitch};
use crate::model::spoken;

use super::judge::basis_text;
use super::rule::{Rule, RuleDoc, Terms};
use super::words::list;
use super::{rule, rules};

/// What a profile asks by a rule, of branches of some types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The rule.
    pub code: Code,
    /// Its short name.
    pub name: &'static str,
    /// Level in this profile.
    pub level: Level,
    /// Does it speak in this profile?
    pub applies: bool,
    /// Branch types (`全部类型`, `农村、社区`).
    pub scope: String,
    /// Parameters as people read them, or why it does not speak (不适用, 已停用).
    pub parameters: String,
    /// Document and clause; empty if it does not speak.
    pub basis: String,
}

/// Every rule in this profile, in the order of the contract: a line for each set of types that is asked something of its own, or one line
/// saying that the rule does not speak.
pub fn lines(profile: &Profile) -> Vec<Line> {
    rules().flat_map(|rule| lines_of(rule, profile)).collect()
}

fn lines_of(rule: &dyn Rule, profile: &Profile) -> Vec<Line> {
    let doc = rule.doc();
    let switch = profile.rules.get(&doc.code).cloned().unwrap_or_default();
    let level = switch.level.unwrap_or(doc.level);
    let silent = |why: &str| {
        let (scope, parameters) = ("全部类型".to_string(), why.to_string());
        vec![Line { code: doc.code, name: doc.name, level, applies: false, scope, parameters, basis: String::new() }]
    };
    if switch.off {
        return silent("已停用");
    }
    let mut asked: Vec<(Vec<String>, Terms)> = Vec::new();
    let sets = scopes(profile);
    let total = sets.len();
    for (scope, params) in sets {
        let Some(terms) = rule.terms(params) else { continue };
        match asked.iter_mut().find(|(_, known)| *known == terms) {
            Some((scopes, _)) => scopes.push(scope),
            None => asked.push((vec![scope], terms)),
        }
    }
    if asked.is_empty() {
        return silent("不适用（文件未作要求）");
    }
    asked
        .into_iter()
        .map(|(scopes, terms)| Line {
            code: doc.code,
            name: doc.name,
            level,
            applies: true,
            scope: if scopes.len() == total { "全部类型".to_string() } else { list(&scopes) },
            parameters: dated(terms.text, &switch),
            basis: basis_text(&terms.basis, &switch, profile),
        })
        .collect()
}

fn dated(text: String, switch: &RuleSwitch) -> String {
    match switch.from {
        Some(from) => format!("{text}（自{}起执行，此前只作提示）", spoken::month(from)),
        None => text,
    }
}

/// The sets of parameters of a profile with the types that they hold for, overrides first.
fn scopes(profile: &Profile) -> Vec<(String, &Params)> {
    let mut all: Vec<(String, &Params)> =
        profile.by_type.iter().map(|(types, params)| (list(&types.iter().map(|t| t.as_str()).collect::<Vec<_>>()), &**params)).collect();
    let rest = if all.is_empty() { "全部类型" } else { "其他类型" };
    all.push((rest.to_string(), &profile.base));
    all
}

/// The page of a rule in Markdown, with the profiles that use it; `None` for a code that no rule judges yet. Without profiles the list of
/// them is left out (`docs/rules/`).
pub fn page<P: Borrow<Profile>>(code: Code, profiles: &[P]) -> Option<String> {
    let rule = rule(code)?;
    let mut text = body(rule.doc());
    if profiles.is_empty() {
        return Some(text);
    }
    text.push_str("\n## 各地适用情况\n\n");
    for profile in profiles.iter().map(Borrow::borrow) {
        let title = format!("{}（{}）", profile.name, profile.id);
        for line in lines_of(rule, profile) {
            let scope = if line.scope == "全部类型" { String::new() } else { format!("{}：", line.scope) };
            let text = &mut text;
            let written = if line.applies {
                let level = if line.level == rule.doc().level { String::new() } else { format!("；级别：{}", line.level.chinese()) };
                writeln!(text, "- {title}：{scope}{}；依据：{}{level}", line.parameters, line.basis)
            } else {
                writeln!(text, "- {title}：{}", line.parameters)
            };
            debug_assert!(written.is_ok());
        }
    }
    Some(text)
}

fn body(doc: &RuleDoc) -> String {
    let parameters = match doc.parameters {
        [] => "无。\n".to_string(),
        all => all.iter().map(|(key, meaning)| format!("- `{key}`：{meaning}\n")).collect(),
    };
    format!(
        "# {code} {name}\n\n级别：{level}\n\n## 问题\n\n{what}\n\n## 缘由\n\n{why}\n\n## 判定方法\n\n{how}\n\n## 参数\n\n{parameters}\n## 示例\n\n{example}\n",
        code = doc.code,
        name = doc.name,
        level = doc.level.chinese(),
        what = doc.what,
        why = doc.why,
        how = doc.how,
        example = doc.example,
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;
    use std::sync::Arc;

    use super::*;
    use crate::model::org::BranchType;
    use crate::model::profile::Report;
    use crate::rules::fixtures::Town;

    /// `docs/rules/` holds what the rules say of themselves. `UPDATE_DOCS=1 cargo test` writes it anew.
    #[test]
    fn the_pages_in_docs_are_those_of_the_rules() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules");
        let update = std::env::var_os("UPDATE_DOCS").is_some();
        if update {
            std::fs::create_dir_all(&folder).unwrap();
        }
        let mut names = BTreeSet::new();
        for code in rules().map(|r| r.doc().code) {
            let (file, text) = (folder.join(format!("{code}.md")), page::<Profile>(code, &[]).unwrap());
            names.insert(format!("{code}.md"));
            if update {
                std::fs::write(&file, &text).unwrap();
            }
            let written = std::fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
            assert!(written == text, "{} 与规则不符，用 UPDATE_DOCS=1 cargo test 重新生成", file.display());
        }
        let found: BTreeSet<String> =
            std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
        assert_eq!(found, names);
    }

    #[test]
    fn a_page_lists_profiles_with_parameters_and_clause() {
        let town = Town::new("2017-07", "2017-10-15");
        let text = page(Code::SUB002, &[Arc::new(town.profile.clone())]).unwrap();
        assert!(text.starts_with("# SUB002 迟报\n"));
        assert!(text.contains("- 某市（mou）：活动后3日内报送；依据：《意见》（某组〔2017〕1号）附件\n"), "{text}");
        assert!(page(Code::MEM001, std::slice::from_ref(&town.profile)).unwrap().contains("不适用"));
        assert!(page::<Profile>(Code::REC004, &[]).unwrap().contains("same_picture.min_kib"));
    }

    #[test]
    fn types_asked_alike_share_a_line() {
        let mut town = Town::new("2017-07", "2017-10-15");
        let mut other = (*town.profile.base).clone();
        other.clear::<Report>();
        town.profile.by_type = vec![(vec![BranchType::Organ, BranchType::Rural], Arc::new(other))];
        town.switch(Code::SUB003).off = true;
        let of = |code: Code| lines(&town.profile).into_iter().filter(|l| l.code == code).collect::<Vec<_>>();
        assert_eq!(of(Code::PAR001).iter().map(|l| l.scope.as_str()).collect::<Vec<_>>(), ["全部类型"]);
        assert_eq!(of(Code::SUB002).iter().map(|l| l.scope.as_str()).collect::<Vec<_>>(), ["其他类型"]);
        assert_eq!((of(Code::SUB003)[0].applies, of(Code::SUB003)[0].parameters.as_str()), (false, "已停用"));
    }

    #[test]
    fn every_shipped_profile_says_what_it_asks_and_why() {
        let schemas = crate::config::Schemas::load(None).unwrap();
        assert_eq!(schemas.ids().len(), 10);
        for id in schemas.ids() {
            let profile = schemas.profile(id, &[]).unwrap();
            for line in lines(&profile) {
                assert!(!line.parameters.is_empty() && line.applies != line.basis.is_empty(), "{id} {line:?}");
            }
        }
    }

    #[test]
    fn the_keys_that_pages_name_are_keys_of_the_profile() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/jurisdiction.schema.json");
        let schema: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        for (doc, key) in rules().map(|r| r.doc()).flat_map(|doc| doc.parameters.iter().map(move |(key, _)| (doc.code, *key))) {
            let (section, name) = key.split_once('.').unwrap_or((key, ""));
            assert!(schema["properties"][section].is_object(), "{doc} {key}");
            let named = |definition: &serde_json::Value| definition["properties"][name].is_object();
            assert!(name.is_empty() || schema["$defs"].as_object().unwrap().values().any(named), "{doc} {key}");
        }
    }
}
