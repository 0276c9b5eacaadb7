//! The schemas as a whole: what is shipped loads; what is broken is told whole, with file and line; what is laid over counts.

use super::*;
use crate::model::figure::Share;
use crate::model::finding::{Code, Level};
use crate::model::kind::{Minutes, YearDay};
use crate::model::options::Format;
use crate::model::org::BranchType;
use crate::model::profile::*;
use crate::model::time::Month;
use crate::rules::activity::substitution::SubstitutionTerms;

const HEAD: &str = "id = \"demo\"\nname = \"示例县\"\nsystem = \"主题党日\"\ndocument = \"示例办法\"\n";

fn shipped() -> Schemas {
    Schemas::load(None).unwrap_or_else(|faults| panic!("{faults}"))
}

fn read(text: &str) -> Result<Profile, Vec<Fault>> {
    read_profile("demo.toml", &format!("{HEAD}{text}"), &defaults().expect("defaults")).map(|(_, p)| p)
}

/// Lines and messages of the faults; the four lines of [`HEAD`] come first.
fn faults(text: &str) -> Vec<(usize, String)> {
    read(text).expect_err("broken").into_iter().map(|f| (f.line, f.message)).collect()
}

#[test]
fn shipped_schemas_load() {
    let schemas = shipped();
    assert_eq!(schemas.summaries().len(), 10);
    assert_eq!(schemas.summaries()[1].name, "池州市");
    let default = read("").expect("defaults are complete");
    let first = schemas.profile("chizhou", &[]).expect("valid");
    for id in schemas.ids() {
        let p = schemas.profile(id, &[]).expect("valid");
        assert_eq!(p.score.deductions, first.score.deductions, "{id}");
        assert_eq!(p.score.committee, first.score.committee, "{id}");
        assert_eq!(p.score.grades, default.score.grades, "{id}");
        assert_eq!(p.score.conditions, default.score.conditions, "{id}");
        assert_eq!((&p.score.small_branch, &p.score.size_bands), (&default.score.small_branch, &default.score.size_bands), "{id}");
        assert_eq!(p.excellence.veto[..4], first.excellence.veto, "{id}");
        assert_eq!(p.digest.len(), 64);
    }
}

#[test]
fn a_profile_that_asks_for_nothing_deducts_and_bars_nothing() {
    let p = read("").expect("defaults are complete");
    assert!(
        p.score.deductions.is_empty() && p.score.committee.is_none() && p.excellence.veto.is_empty() && p.excellence.committee.is_none()
    );
}

#[test]
fn a_score_of_ones_own_keeps_the_parts_that_it_does_not_write() {
    let own = "[score]\nbase = 100\nclause = \"一\"\ngrades = [{ name = \"良好\", min = 60, needs = {} }, { name = \"合格\", min = 50 }, { name = \"差\", min = 0 }]\n";
    let p = read(own).expect("valid");
    assert_eq!((p.score.size_bands.as_slice(), p.score.small_branch.members), ([10, 30, 50].as_slice(), 10));
    // 良好 asks nothing because it says so, 合格 what is usual for a grade of that name
    let asked: Vec<_> = (0..3).map(|at| p.score.needs(at).completeness).collect();
    assert_eq!(asked, [None, Share::from_f64(0.75), None]);
    let p = read(&format!("{own}[score.small_branch]\nmembers = 0\nabsences = 0\nclause = \"二\"\n")).expect("valid");
    assert_eq!(p.score.small_branch.members, 0);
    let worst = own.replace("{ name = \"差\", min = 0 }", "{ name = \"差\", min = 0, needs = { completeness = 0.5 } }");
    assert_eq!(faults(&worst).iter().map(|f| f.0).collect::<Vec<_>>(), [8]);
    let bands = format!("{}size_bands = [10, 10]\n", own);
    assert_eq!(faults(&bands).len(), 1);
    assert_eq!(faults("[excellence]\nveto = [{ rule = \"ESC\", count = 1 }]\nclause = \"一\"\n").len(), 1);
}

#[test]
fn parameters_of_the_documents() {
    let schemas = shipped();
    let of = |id: &str| schemas.profile(id, &[]).expect("valid");
    let with = |f: &dyn Fn(&Profile) -> bool| -> Vec<&str> { schemas.ids().into_iter().filter(|id| f(&of(id))).collect() };
    assert_eq!(with(&|p| p.all_params().any(|p| p.get::<Report>().is_some())), ["chizhou"]);
    assert_eq!(with(&|p| p.all_params().any(|p| p.get::<Duration>().is_some())), ["huiji"]);
    assert_eq!(with(&|p| p.all_params().any(|p| p.get::<Adjust>().is_some())), ["huiji", "suizhou-gaoxin"]);
    assert_eq!(with(&|p| p.all_params().any(|p| p.get::<JulyFirstTerms>().is_some())), ["suizhou-gaoxin"]);
    assert_eq!(
        with(&|p| p.all_params().any(|p| p.get::<LectureTerms>().is_some() && p.get::<OrgLifeTerms>().is_some())),
        ["suizhou-gaoxin"]
    );
    assert_eq!(with(&|p| p.all_params().any(|p| p.get::<ReviewTerms>().is_some())), ["chizhou", "suizhou-gaoxin"]);
    assert_eq!(with(&|p| p.all_params().any(|p| p.get::<SubstitutionTerms>().is_some())), ["chizhou"]);
    assert_eq!(with(&|p| p.all_params().any(|p| p.get::<RequiredFields>().is_some())), ["chizhou", "suizhou-gaoxin", "yangzhou"]);
    let records = with(&|p| p.all_params().any(|p| p.get::<RequiredRecords>().is_some()));
    assert_eq!(records, ["changshan", "chizhou", "jiangshan", "longyou", "qujiang", "suizhou-gaoxin", "yangzhou"]);
    assert_eq!(
        with(&|p| !p.base.list::<Item>().is_empty()),
        ["changshan", "chizhou", "huiji", "kaihua", "longyou", "qujiang", "suizhou-gaoxin"]
    );
    assert!(with(&|p| p.base.floor() != Share::from_f64(0.80).expect("a share")).is_empty());
    let chizhou = of("chizhou").base.get::<Plan>().cloned().expect("plan");
    assert_eq!((chizhou.min, chizhou.due), (Some(12), Some(YearDay(3, 25))));
    assert_eq!(chizhou.exceptions, [PlanException { from: Month::new(2017, 7).expect("month"), due: date("2017-07-31").expect("date") }]);
    assert_eq!(of("huiji").base.get::<Duration>().map(|d| d.min), Some(Minutes(180)));
}

#[test]
fn all_faults_of_a_file_with_their_lines() {
    let text = "[participaton]\nmin = 0.8\n[report]\nwithin_days = \"三\"\n[activity_day]\nrule = \"days_of_month\"\ndays = [5, 40]\non_holiday = \"skip\"\nclause = \"\"\n[adjust]\nneeds = \"filing\"\n";
    let found = faults(text);
    let at = |line: usize, word: &str| assert!(found.iter().any(|(l, m)| *l == line && m.contains(word)), "{line} {word}: {found:#?}");
    at(5, "不认识的项“participaton”");
    at(5, "是否应为“participation”");
    at(7, "缺少必填项“report.clause”");
    at(8, "应为整数，现为“三”");
    at(11, "在 1 至 31 之间，现为 40");
    at(12, "可选：silent、next_working_day、next_week、any_day、filing");
    at(13, "“activity_day.clause”不能为空");
    at(14, "缺少必填项“adjust.clause”");
    assert_eq!(found.len(), 7, "{found:#?}");
}

#[test]
fn faults_that_only_sense_can_tell() {
    let text = "[activity_day]\nrule = \"own\"\ndays = [5]\nclause = \"一\"\n[plan]\nmin = 12\ndue = \"02-30\"\nexceptions = [{ from = \"2017-13\", due = \"2017-06-31\" }]\nclause = \"一\"\n[participation]\nmin = 0.80001\nclause = \"一\"\n[member]\nabsent_remind = 6\nabsent_unqualified = 3\nclause = \"一\"\n[[override]]\ntypes = [\"农村\"]\n[[override]]\ntypes = [\"农村\"]\n";
    let mut lines: Vec<usize> = faults(text).iter().map(|(l, _)| *l).collect();
    lines.dedup();
    assert_eq!(lines, [7, 11, 12, 15, 19, 24]);
}

#[test]
fn score_and_draw_must_make_sense() {
    let text = "[score]\nbase = 100\nclause = \"一\"\ngrades = [{ name = \"甲\", min = 60 }, { name = \"乙\", min = 70 }]\n[score.deductions]\nSUB001 = { points = 10, cap = 5 }\nSUB999 = { points = 1 }\n";
    let found = faults(text);
    assert_eq!((found.len(), found[0].0), (1, 11), "structure first: {found:?}");
    let found = faults(&text.replace("SUB999", "SUB002"));
    assert_eq!(found.iter().map(|f| f.0).collect::<Vec<_>>(), [8, 8, 10], "{found:?}");
    let found = faults("[sampling]\nunit = \"branch\"\nmin = 3\nper_stratum = true\nclause = \"一\"\n");
    assert_eq!(found.iter().map(|f| f.0).collect::<Vec<_>>(), [5, 8], "{found:?}");
}

#[test]
fn statistics_ask_only_what_can_be_counted() {
    let statistic = |rest: &str| format!("[[statistic]]\nclause = \"一\"\n{rest}\n");
    let told = |rest: &str| faults(&statistic(rest)).into_iter().map(|(_, message)| message).collect::<Vec<_>>().join("；");
    assert!(told("kind = \"joint\"").contains("应写明 mode 或者 words"));
    assert!(told("kind = \"joint\"\nmode = \"联建\"").contains("[[modes]] 中没有名称为“联建”的形式"));
    assert!(told("kind = \"items\"").contains("应写明 groups"));
    assert!(told("kind = \"same_day\"\nwords = [\"同日\"]").contains("不使用 words"));
    assert!(told("kind = \"inspections\"\nprinted = { trips = \"2 次\" }").contains("没有“trips”这一项"));
    assert!(told("kind = \"record_match\"\ngroups = [{ name = \"照片\", words = [\"照片\"] }]").contains("[records] 中没有"));
    assert!(
        faults(&statistic("kind = \"themes\"\n[[statistic]]\nclause = \"一\"\nkind = \"themes\""))
            .iter()
            .any(|(_, m)| m.contains("只列一次"))
    );
    let read = read(&statistic("kind = \"joint\"\nwords = [\"联合\"]\nprinted = { joint_pairs = \"40 余对\" }")).unwrap();
    assert_eq!(read.statistics[0].words[..], [std::sync::Arc::from("联合")]);
}

#[test]
fn an_override_is_merged_and_may_switch_off() {
    let text = "[report]\nwithin_days = 3\nclause = \"二\"\n[[override]]\ntypes = [\"机关\"]\n[override.report]\nwithin_days = 5\n[[override]]\ntypes = [\"国企\"]\nreport = { off = true }\n";
    let p = read(text).expect("valid");
    let within = |kind| p.params(kind).get::<Report>().map(|r| (r.within_days, r.clause.to_string()));
    assert_eq!(within(BranchType::Rural), Some((3, "二".to_string())));
    assert_eq!(within(BranchType::Organ), Some((5, "二".to_string())));
    assert_eq!(within(BranchType::StateEnterprise), None);
    let text = "[member]\nmake_up = { clause = \"三\" }\n[[override]]\ntypes = [\"机关\"]\n[override.member]\nmake_up = { off = true }\n";
    let p = read(text).expect("valid");
    let asked = |kind| (p.params(kind).the::<MemberParams>().leave_counts, p.params(kind).the::<MemberParams>().make_up.is_some());
    assert_eq!((asked(BranchType::Rural), asked(BranchType::Organ)), ((true, true), (true, false)));
    let found = faults("[[override]]\ntypes = [\"机关\"]\n[override.participation]\nmin = 0.80001\n");
    assert_eq!(found, [(8, "“participation.min”应在 0 至 1 之间，至多四位小数，现为 0.80001".to_string())]);
    let found = faults("[[override]]\ntypes = [\"机关\"]\n[override.report]\nwithin_days = 5\n");
    assert_eq!(found.len(), 1);
    assert!(found[0].0 == 7 && found[0].1.contains("report.clause"), "{found:?}");
}

#[test]
fn rules_may_be_switched() {
    let p = read("[rules.DAY001]\nlevel = \"info\"\nfrom = \"2017-10\"\n[rules.PAR003]\noff = true\n").expect("valid");
    let day = &p.rules[&Code::DAY001];
    assert_eq!((day.level, day.from.map(|m| m.to_string())), (Some(Level::Info), Some("2017-10".to_string())));
    assert!(p.rules[&Code::PAR003].off);
    assert_eq!(faults("[rules.DAY01]\noff = true\n[rules.DAY002]\nfrom = \"2017\"\n")[0].0, 5);
    assert_eq!(faults("[rules.DAY002]\nfrom = \"2017\"\n")[0].0, 6);
}

fn set(id: &str, sets: &[(&str, &str)]) -> Result<Profile, Faults> {
    let sets: Vec<(String, String)> = sets.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
    shipped().profile(id, &sets)
}

#[test]
fn set_changes_one_parameter() {
    let plain = set("suizhou-gaoxin", &[]).expect("valid");
    let p = set("suizhou-gaoxin", &[("participation.min", "0.85")]).expect("valid");
    assert_eq!(p.base.floor(), Share::from_f64(0.85).expect("a share"));
    assert_eq!(p.params(BranchType::Organ).floor(), p.base.floor());
    assert_ne!(p.digest, plain.digest);
    assert_eq!(set("suizhou-gaoxin", &[("participation.min", "0.8")]).expect("valid").digest, plain.digest);
    let p = set("huiji", &[("report.within_days", "5"), ("score.deductions.SUB002.points", "0.5")]).expect("valid");
    assert_eq!(p.base.get::<Report>().map(|r| (r.within_days, &*r.clause)), Some((5, "本次运行临时设定")));
    assert_eq!(p.score.deductions[&Code::SUB002].points.to_string(), "0.5");
    let p = set("chizhou", &[("activity_day.days", "8"), ("items.交纳党费.every", "quarter"), ("excellence.veto.SUB001.count", "2")]);
    let p = p.expect("valid");
    assert_eq!((p.base.the::<ActivityDay>().rule, &p.base.the::<ActivityDay>().days[..]), (DayRule::DaysOfMonth, &[8][..]));
    assert_eq!(p.base.list::<Item>()[1].every, Every::Quarter);
    assert_eq!(p.excellence.veto[0], Veto { rule: Code::SUB001.into(), count: 2 });
    let p = set("suizhou-gaoxin", &[("override.机关.review.in_fourth_quarter", "true")]).expect("valid");
    assert!(p.params(BranchType::Organ).get::<ReviewTerms>().is_some_and(|r| r.0.in_fourth_quarter));
    let p = set("huiji", &[("activity_day.rule", "any")]).expect("valid");
    assert_eq!(p.base.the::<ActivityDay>().rule, DayRule::Any);
    let p = set("suizhou-gaoxin", &[("override.机关.report.within_days", "5")]).expect("valid");
    assert_eq!(p.params(BranchType::Organ).get::<Report>().map(|r| r.within_days), Some(5));
    assert!(p.base.get::<Report>().is_none());
}

#[test]
fn set_is_checked_like_a_written_parameter() {
    let told = set("chizhou", &[("participation.mim", "0.85"), ("score.bas", "1")]).expect_err("unknown").to_string();
    assert!(told.contains("participation.min") && told.contains("score.base"), "{told}");
    let told = set("chizhou", &[("participation.min", "八成")]).expect_err("no number").to_string();
    assert!(told.contains("--set participation.min=八成") && told.contains("应为数字"), "{told}");
    let told = set("chizhou", &[("participation.min", "85")]).expect_err("too much").to_string();
    assert!(told.contains("在 0 至 1 之间，现为 85"), "{told}");
    let told = set("chizou", &[]).expect_err("no such jurisdiction").to_string();
    assert!(told.contains("是否应为“chizhou”"), "{told}");
}

#[test]
fn files_of_ones_own_are_laid_over() {
    let dir = tempfile::tempdir().expect("a folder");
    let put = |name: &str, text: &str| {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("written");
    };
    put("jurisdictions/demo.toml", HEAD);
    put("jurisdictions/huiji.toml", &HEAD.replace("demo", "huiji"));
    put(
        "holidays/2027.toml",
        "year = 2027\nnotice = \"测试〔2026〕1号\"\n[[festival]]\nname = \"元旦\"\noff = [\"2026-12-31..2027-01-02\"]\nworked = [\"2027-01-03\"]\n",
    );
    put("jurisdictions/说明.txt", "不是规则");
    let schemas = Schemas::load(Some(dir.path())).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(schemas.ids().len(), 11);
    assert_eq!(&*schemas.profile("huiji", &[]).expect("valid").name, "示例县");
    assert_eq!((schemas.holidays.years[&2027].off.len(), schemas.holidays.years[&2027].worked.len()), (2, 1));
    assert!(schemas.holidays.years[&2026].off.contains_key(&date("2026-12-31").expect("a date")));
    assert!(check_file(&dir.path().join("jurisdictions/demo.toml")).is_ok());

    put("jurisdictions/demo.toml", "id = \"other\"\nname = \"\"\n");
    put("jurisdictions/a.toml", "id = \n");
    put(
        "holidays/2028.toml",
        "year = 2027\nnotice = \"测试\"\n[[festival]]\nname = \"元旦\"\noff = [\"2028-02-30\", \"2027-01-02..2027-01-01\", \"2030-01-01\"]\n",
    );
    let told = Schemas::load(Some(dir.path())).expect_err("broken").0;
    let of = |name: &str| told.iter().filter(|f| f.file.ends_with(name)).map(|f| f.line).collect::<Vec<_>>();
    assert_eq!((of("demo.toml"), of("a.toml"), of("2028.toml")), (vec![1, 1, 2], vec![1], vec![1, 5, 5, 5]), "{told:#?}");
    let told = Schemas::load(Some(&dir.path().join("holidays"))).expect_err("no schemas");
    assert!(told.to_string().contains("不是规则目录"));
    assert!(check_file(&dir.path().join("none.toml")).expect_err("absent").to_string().contains("不存在"));
}

#[test]
fn workspace_options() {
    let text = "jurisdiction = \"chizhou\"\nperiod = \"2017Q3\"\nas_of = 2017-10-15\nseed = \"2017-10 抽查\"\nformat = \"xlsx,csv\"\nset.participation.min = 0.85\n[set]\n\"score.base\" = 90\n";
    assert!(workspace::parse("dangri.toml", text).is_err(), "TOML forbids the mix of dotted key and table");
    let text = text.replace("set.participation.min = 0.85\n", "")
        + "participation.min = 0.85\nactivity_day.days = [5, 8]\n[[member]]\npath = \"./常山县/\"\njurisdiction = \"changshan\"\n";
    let o = workspace::parse("dangri.toml", &text).unwrap_or_else(|f| panic!("{f}"));
    assert_eq!((o.jurisdiction.as_deref(), o.seed.as_deref(), o.as_of), (Some("chizhou"), Some("2017-10 抽查"), date("2017-10-15")));
    assert_eq!(o.period.map(|p| p.to_string()).as_deref(), Some("2017Q3"));
    assert_eq!(o.format, Some(vec![Format::Xlsx, Format::Csv]));
    let set: Vec<String> = o.set.iter().map(|(k, v)| format!("{k}={v}")).collect();
    assert_eq!(set, ["activity_day.days=[5,8]", "participation.min=0.85", "score.base=90"]);
    assert_eq!(
        o.members[0],
        workspace::MemberOption { path: "常山县".into(), jurisdiction: "changshan".into(), unit: None, unit_name: None }
    );
    let sets = o.set.clone();
    assert!(shipped().profile("chizhou", &sets).is_ok());
    assert_eq!(workspace::parse("dangri.toml", "").expect("empty"), workspace::WorkspaceOptions::default());
}

#[test]
fn what_others_packed_asks_what_is_judged_and_nothing_else() {
    let text = "jurisdiction = \"chizhou\"\nunit = \"340825\"\noutput = \"/abs\"\npassword_file = \"/etc/shadow\"\nschemas = \"s\"\nset.participation.min = 0.5\nlimits.cells = 50000\njobs = 9\n";
    let (asked, left_out) = workspace::parse("dangri.toml", text).unwrap_or_else(|f| panic!("{f}")).handed_over();
    assert_eq!(left_out, ["jobs", "limits", "output", "password_file", "schemas", "set"]);
    assert_eq!((asked.jurisdiction.as_deref(), asked.unit.as_deref()), (Some("chizhou"), Some("340825")));
    let none = (asked.output, asked.password_file, asked.schemas, asked.jobs, asked.set.len(), asked.limits.len());
    assert_eq!(none, (None, None, None, None, 0, 0));
    assert!(workspace::parse("dangri.toml", "unit = \"甲/乙\"\n").is_err());
}

#[test]
fn workspace_faults_all_at_once() {
    let text = "juristiction = \"chizhou\"\nperiod = \"2017Q5\"\nas_of = \"10月15日\"\nformat = [\"pdf\"]\nfail_on = \"all\"\n[[member]]\npath = \"../外面\"\n";
    let told = workspace::parse("dangri.toml", text).expect_err("broken").0;
    assert_eq!(told.iter().map(|f| f.line).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6, 7], "{told:#?}");
    assert!(told[0].message.contains("是否应为“jurisdiction”"));
}
