//! A message taken apart: what is wrong, what to do, and of what kind it is when names and numbers are left aside. Messages are written
//! as `what：why；请 …`; text in “ ” is what somebody typed and is never looked into.

/// What is wrong and what to do. Without a request the whole message is what is wrong.
pub fn split(message: &str) -> (String, String) {
    let mut quoted = false;
    let mut before = None;
    for (at, c) in message.char_indices() {
        match c {
            '“' => quoted = true,
            '”' => quoted = false,
            '请' if !quoted && matches!(before, None | Some('，' | '；' | '。' | '：')) && !asks_for_leave(&message[at..]) => {
                let problem = message[..at].trim_end_matches(['，', '；', '。', '：']);
                return (ended(problem), ended(&message[at..]));
            }
            _ => {}
        }
        before = Some(c);
    }
    (ended(message), String::new())
}

/// 请假 asks for nothing.
fn asks_for_leave(text: &str) -> bool {
    text.starts_with("请假")
}

fn ended(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() || text.ends_with('。') { text.to_string() } else { format!("{text}。") }
}

/// The message without what was typed and without numbers: equal for messages of one kind.
pub fn kind(message: &str) -> String {
    let mut out = String::with_capacity(message.len());
    let mut quoted = false;
    for c in message.chars() {
        match c {
            '“' => {
                quoted = true;
                out.push(c);
            }
            '”' => {
                quoted = false;
                out.push(c);
            }
            _ if quoted => {}
            c if c.is_ascii_digit() || matches!(c, '.' | '-') => {
                if !out.ends_with('#') {
                    out.push('#');
                }
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_and_what_to_do() {
        let (problem, remedy) = split("活动日期“6.3”无法识别：可能是 6 月 3 日；该行未计入，请改正后重新报送。");
        assert_eq!(problem, "活动日期“6.3”无法识别：可能是 6 月 3 日；该行未计入。");
        assert_eq!(remedy, "请改正后重新报送。");
        let (problem, remedy) = split("花名册中没有“请安党支部”，本行未计入；名称相近的有：甲。请核对名称，或登记。");
        assert_eq!(
            (problem.as_str(), remedy.as_str()),
            ("花名册中没有“请安党支部”，本行未计入；名称相近的有：甲。", "请核对名称，或登记。")
        );
        assert_eq!(split("该党员请假，请假次数过多"), ("该党员请假，请假次数过多。".into(), String::new()));
        assert_eq!(split(""), (String::new(), String::new()));
    }

    #[test]
    fn names_and_numbers_make_no_kind() {
        assert_eq!(kind("2017-07-05的活动实到22人，多于应到20人"), kind("2017-08-04的活动实到9人，多于应到8人"));
        assert_eq!(kind("活动日期“6.3”无法识别"), kind("活动日期“2017.6.31”无法识别"));
        assert_ne!(kind("应到人数未填写"), kind("实到人数未填写"));
    }
}
