//! How a workspace is chosen in a real browser: dropped as a folder or packed, given to the field for folders, or found with the keyboard alone.
#![cfg(unix)]

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::door::tree;
use crate::page_chrome::Chrome;
use crate::window::{Window, county};
use crate::window_browser::{browser, text, visit};

/// Drops a file or folder of this machine on the page, as a mouse would.
fn dropped(chrome: &mut Chrome, path: &Path) {
    chrome.eval("document.getElementById('drop').scrollIntoView({ block: 'center' })");
    let at = chrome
        .eval("(() => { const r = document.getElementById('drop').getBoundingClientRect(); return [r.x + r.width / 2, r.y + 20]; })()");
    for kind in ["dragEnter", "dragOver", "drop"] {
        let data = json!({ "items": [], "files": [path.to_str().unwrap()], "dragOperationsMask": 1 });
        chrome.call("Input.dispatchDragEvent", json!({ "type": kind, "x": at[0], "y": at[1], "data": data }));
    }
}

/// The look of that workspace has ended, and its months are shown.
fn looked(chrome: &mut Chrome, name: &str, copied: bool) {
    let told = if copied { format!("{name}（已拖入的副本）") } else { name.to_string() };
    chrome.wait(&format!(
        "document.getElementById('where').textContent.endsWith({told:?}) && document.getElementById('look-line').textContent.includes({name:?}) && document.getElementById('look-state').textContent === '已完成'"
    ));
    chrome.wait("document.getElementById('found-body').textContent.includes('杏山镇党委')");
}

#[test]
fn a_folder_and_a_zip_are_dropped() {
    let dir = tempfile::tempdir().unwrap();
    let Some(mut chrome) = browser(dir.path()) else { return };
    let (workspace, home) = (county(dir.path()), dir.path().join("home"));
    let window = Window::open(&home, &[], None);
    visit(&mut chrome, &window.address);
    dropped(&mut chrome, &workspace);
    looked(&mut chrome, "池州市三季度台账", true);
    assert_eq!(tree(&home.join("uploads/1/池州市三季度台账")), tree(&workspace), "all of it, byte by byte");

    let zip = dir.path().join("池州市.zip");
    let mut writer = zip::ZipWriter::new(fs::File::create(&zip).unwrap());
    for (path, bytes) in tree(&workspace) {
        writer.start_file(path, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut writer, &bytes).unwrap();
    }
    writer.finish().unwrap();
    dropped(&mut chrome, &zip);
    looked(&mut chrome, "池州市.zip", true);
    assert_eq!(fs::read(home.join("uploads/2/池州市.zip")).unwrap(), fs::read(&zip).unwrap());

    // An empty folder is no workspace, and says so.
    let empty = dir.path().join("空");
    fs::create_dir(&empty).unwrap();
    dropped(&mut chrome, &empty);
    chrome.wait("document.getElementById('alert').textContent.includes('没有可以收下的文件')");
    assert!(text(&mut chrome, "where").contains("池州市.zip"));
    assert!(chrome.errors.is_empty(), "{:?}", chrome.errors);
}

#[test]
fn what_is_being_taken_in_can_be_stopped_and_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let Some(mut chrome) = browser(dir.path()) else { return };
    let (workspace, home) = (county(dir.path()), dir.path().join("home"));
    let window = Window::open(&home, &[], None);
    visit(&mut chrome, &window.address);
    dropped(&mut chrome, &workspace);
    looked(&mut chrome, "池州市三季度台账", true);
    let many = dir.path().join("大文件夹");
    fs::create_dir(&many).unwrap();
    for n in 0..1200 {
        fs::write(many.join(format!("{n}.csv")), vec![b'x'; 50_000]).unwrap();
    }
    assert!(chrome.eval("document.getElementById('upload-stop').hidden").as_bool().unwrap());
    dropped(&mut chrome, &many);
    chrome.wait("document.getElementById('uploading').textContent.includes('正在收下')");
    chrome.eval("document.getElementById('upload-stop').click()");
    chrome.wait("document.getElementById('uploading').textContent.includes('已停止收取')");
    assert!(!home.join("uploads/2").exists(), "the part that had come is gone");
    assert!(text(&mut chrome, "where").contains("池州市三季度台账"), "what was chosen is chosen still");
    assert_eq!(tree(&home.join("uploads/1/池州市三季度台账")), tree(&workspace));
    // and the next one is taken whole
    dropped(&mut chrome, &workspace);
    chrome.wait("document.getElementById('uploading').textContent.includes('已收下')");
    assert!(chrome.errors.is_empty(), "{:?}", chrome.errors);
}

#[test]
fn a_folder_is_given_to_the_field_for_folders() {
    let dir = tempfile::tempdir().unwrap();
    let Some(mut chrome) = browser(dir.path()) else { return };
    let (workspace, home) = (county(dir.path()), dir.path().join("home"));
    let window = Window::open(&home, &[], None);
    visit(&mut chrome, &window.address);
    let document = chrome.call("DOM.getDocument", json!({}));
    let field = chrome.call("DOM.querySelector", json!({ "nodeId": document["root"]["nodeId"], "selector": "#pick-folder" }));
    chrome.call("DOM.setFileInputFiles", json!({ "nodeId": field["nodeId"], "files": [workspace.to_str().unwrap()] }));
    looked(&mut chrome, "池州市三季度台账", true);
    assert_eq!(tree(&home.join("uploads/1/池州市三季度台账")), tree(&workspace));
}

/// Presses Tab until the focus is on something with these words.
fn tab_to(chrome: &mut Chrome, words: &str) {
    for _ in 0..60 {
        chrome.key("Tab");
        if chrome.text("document.activeElement.textContent") == words {
            return;
        }
    }
    panic!("the keyboard never reaches {words}");
}

#[test]
fn a_folder_is_found_with_the_keyboard_alone() {
    let dir = tempfile::tempdir().unwrap();
    let Some(mut chrome) = browser(dir.path()) else { return };
    let root = dir.path().canonicalize().unwrap();
    let workspace = county(&root);
    let window = Window::open(&root.join("home"), &[], None);
    visit(&mut chrome, &window.address);
    let here = |chrome: &mut Chrome, path: &Path| {
        let told = format!("{}（", path.display());
        chrome.wait(&format!(
            "document.getElementById('folders-path').textContent.startsWith({told:?}) && document.activeElement.id === 'folders-path'"
        ));
    };
    tab_to(&mut chrome, "浏览文件夹…");
    chrome.key("Enter");
    // It begins in the user's own folder.
    here(&mut chrome, &root);
    tab_to(&mut chrome, "池州市三季度台账");
    chrome.key("Enter");
    here(&mut chrome, &workspace);
    chrome.key("Escape");
    chrome.wait("document.getElementById('folders').hidden && document.activeElement.id === 'browse'");
    chrome.key("Enter");
    here(&mut chrome, &root);
    tab_to(&mut chrome, "上一级");
    chrome.key("Enter");
    here(&mut chrome, root.parent().unwrap());
    tab_to(&mut chrome, "用户文件夹");
    chrome.key("Enter");
    here(&mut chrome, &root);
    tab_to(&mut chrome, "池州市三季度台账");
    chrome.key(" ");
    here(&mut chrome, &workspace);
    tab_to(&mut chrome, "就用这个文件夹");
    chrome.key("Enter");
    looked(&mut chrome, "池州市三季度台账", false);
    assert_eq!(text(&mut chrome, "where"), format!("台账：{}", workspace.display()), "the folder itself, no copy");
}
