//! The command `counts`: real log lines of four servers, hostile ones too, through the binary.

#![allow(
    missing_docs,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test may stop at once"
)]

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

const COUNTER: &str = "[counter]\naddress = \"/help/count\"\n\n[sign-in]";

/// What `counts` prints of a log, and how it ends.
fn counts(log: &[u8], args: &[&str]) -> (String, String, i32) {
    let folder = tempfile::tempdir().unwrap();
    copy(Path::new("../content"), folder.path());
    let settings = folder.path().join("site.toml");
    let text = fs::read_to_string(&settings).unwrap().replacen("[sign-in]", COUNTER, 1);
    fs::write(&settings, text).unwrap();
    run(folder.path(), log, args)
}

fn run(content: &Path, log: &[u8], args: &[&str]) -> (String, String, i32) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kb-builder"))
        .arg("--content")
        .arg(content)
        .arg("counts")
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // One that does not read its input closes it.
    command.stdin.take().unwrap().write_all(log).unwrap_or_default();
    let output = command.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code().unwrap())
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

/// What a visit sends, in the order that it happens.
const VISIT: [&str; 4] = [
    "flow=caa20004&version=4&event=asked&step=where",
    "flow=caa20004&version=4&event=outcome&outcome=mfa-missed",
    "flow=caa20004&version=4&event=solved&outcome=mfa-missed&by=probe",
    "flow=caa20004&version=4&event=handed-over&outcome=mfa-missed",
];

const ADDED_UP: &str = "\
flow      outcome     asked  solved by probe  solved by word  handed over
caa20004  mfa-missed      1                1               0            1

flow      question  asked
caa20004  where         1
";

#[test]
fn the_lines_of_four_servers_say_the_same() {
    let of = |line: fn(&str) -> String| VISIT.map(line).concat();
    let common = of(|query| {
        format!(
            "203.0.113.7 - - [30/Nov/2026:04:41:37 +0000] \"POST /help/count?{query} HTTP/1.1\" 204 0\n"
        )
    });
    let combined = of(|query| {
        format!(
            "2001:db8::7 - - [30/Nov/2026:04:41:37 +0000] \"POST /help/count?{query} HTTP/2.0\" 204 0 \
             \"-\" \"Mozilla/5.0 (X11; Linux x86_64)\"\r\n"
        )
    });
    let caddy = of(|query| {
        format!(
            "{}\n",
            r#"{"level":"info","ts":1796013697.2,"logger":"http.log.access.log0","msg":"handled request","request":{"remote_ip":"127.0.0.1","remote_port":"44266","client_ip":"127.0.0.1","proto":"HTTP/1.1","method":"POST","host":"localhost:8080","uri":"/help/count?QUERY","headers":{"User-Agent":["Mozilla/5.0"],"Content-Type":["text/plain;charset=UTF-8"],"Content-Length":["0"]}},"bytes_read":0,"user_id":"","duration":0.000016,"size":0,"status":204,"resp_headers":{"Server":["Caddy"]}}"#
                .replace("QUERY", query)
        )
    });
    let iis = [
        "#Software: Microsoft Internet Information Services 10.0\n#Version: 1.0\n",
        "#Date: 2026-11-30 04:41:37\n",
        "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken\n",
        &of(|query| {
            format!("2026-11-30 04:41:37 10.0.0.4 POST /help/count {query} 443 - 203.0.113.7 Mozilla/5.0+(Windows+NT+10.0) - 204 0 0 3\n")
        }),
    ]
    .concat();
    for log in [common, combined, caddy, iis] {
        let (said, complained, code) = counts(log.as_bytes(), &[]);
        assert_eq!((said.as_str(), code), (ADDED_UP, 0), "{log}{complained}");
    }
}

#[test]
fn what_means_nothing_is_counted_and_left_out() {
    let good =
        |query: &str| format!("1.2.3.4 - - [x] \"POST /help/count?{query} HTTP/1.1\" 204 0\n");
    let mut log = Vec::new();
    for line in [
        // About something else.
        "1.2.3.4 - - [x] \"GET /help/count?flow=caa20004&event=asked&step=where HTTP/1.1\" 204 0\n",
        "1.2.3.4 - - [x] \"POST /elsewhere HTTP/1.1\" 204 0\n",
        // In no format.
        "rubbish\n",
        "{\"request\":{}}\n",
        "{not json\n",
        "1.2.3.4 - - [x] \"\\x16\\x03\\x01\" 400 0\n",
        // Ours by their address alone.
        &good("flow=caa20004&event=asked"),
        &good("flow=caa20004&event=asked&step=where&step=where"),
        &good("flow=caa20004&event=asked&step=where&name=alice"),
        &good("flow=caa20004&event=asked&step=%3Cscript%3E"),
        &good("flow=caa20004&event=solved&outcome=mfa-missed&by=magic"),
        &good("event=asked&step=where"),
        &good(""),
        // Ours, and of no content that there is.
        &good("flow=caa20004&event=asked&step=no-such-step"),
        &good("flow=no-such-flow&event=outcome&outcome=mfa-missed"),
        &good("flow=caa20004&event=handed-over"),
    ] {
        log.extend(line.as_bytes());
    }
    // One endless line, one that is no text, and one without its end.
    log.extend(vec![b'x'; 300_000]);
    log.extend(b"\n\xff\xfe\x00\n");
    log.extend(good("flow=caa20004&event=asked&step=where").trim_end().as_bytes());
    let (said, _, code) = counts(&log, &["--format", "json"]);
    assert_eq!(code, 0);
    assert_eq!(
        said.trim(),
        r#"{"flows":{"caa20004":{"steps":{"unknown":1,"where":1},"outcomes":{"":{"asked":0,"solved-by-probe":0,"solved-by-word":0,"handed-over":1}}},"unknown":{"steps":{},"outcomes":{"unknown":{"asked":1,"solved-by-probe":0,"solved-by-word":0,"handed-over":0}}}},"malformed":13,"others":2}"#
    );
}

#[test]
fn many_unknown_ids_take_no_more_room_than_one() {
    let lines = (0..20_000).map(|number| {
        format!("- \"POST /help/count?flow=f{number}&event=asked&step=s{number} HTTP/1.1\"\n")
    });
    let log = lines.collect::<Vec<_>>().concat();
    let (said, _, _) = counts(log.as_bytes(), &[]);
    assert!(said.contains("unknown  unknown   20000"), "{said}");
    assert!(said.lines().count() < 10);
}

#[test]
fn a_log_that_is_not_there_and_a_site_without_a_counter_say_so() {
    let (_, complained, code) = counts(b"", &["/no/such/log"]);
    assert_eq!(code, 3);
    assert!(complained.contains("/no/such/log"), "{complained}");
    let (_, complained, code) = run(Path::new("../content"), b"", &[]);
    assert_eq!(code, 2);
    assert!(complained.contains("this site has no counter"), "{complained}");
}
