//! Pictures in the hands of those who draw them: our SVG in Chromium with a real Japanese font, our Mermaid in Mermaid, our DOT
//! in Graphviz, for all examples in both languages. `tests/tools/setup-pictures` gets these programs.

#[path = "../graph/programs.rs"]
mod programs;

use serde_json::{Value as Json, json};
use sodate::diagnostic::Language;
use sodate::ir::draw;
use sodate::ir::graph::{self, Edge, Graph};
use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

const LANGUAGES: [Language; 2] = [Language::English, Language::Japanese];

/// Name and graph of every picture of every example.
fn graphs() -> Vec<(String, Graph)> {
    let mut graphs = Vec::new();
    for (name, program) in programs::programs() {
        for scenario in program.scenarios.keys() {
            graphs.push((format!("{name}/{scenario}"), graph::scenario(&program, scenario).unwrap()));
        }
        graphs.push((format!("{name}/overview"), graph::overview(&program)));
    }
    assert!(graphs.len() > 8, "the examples were not found");
    graphs
}

/// Opens a page made of this script in Chromium and gives back the JSON that the script leaves in `document.title`.
fn in_browser(data: &Json, scripts: &[PathBuf], script: &str) -> Json {
    let folder = tempfile::tempdir().unwrap();
    let sources: String =
        scripts.iter().map(|path| format!("<script src=\"file://{}\"></script>", path.display())).collect();
    let data = data.to_string().replace("</", "<\\/");
    let page = format!(
        "<!doctype html><html lang=\"ja\"><meta charset=\"utf-8\"><body><div id=\"stage\"></div>{sources}\
         <script>const data = {data};\n(async () => {{ let found; try {{ found = await (async () => {{ {script} }})(); }} \
         catch (error) {{ found = {{ crash: String(error) }}; }}\n\
         const out = document.createElement('pre'); out.id = 'found'; out.textContent = btoa(unescape(encodeURIComponent(JSON.stringify(found)))); \
         document.body.replaceChildren(out); }})();</script></body></html>"
    );
    let path = folder.path().join("page.html");
    fs::write(&path, page).unwrap();
    let profile = folder.path().join("profile");
    let output = Command::new("chromium")
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .args(["--virtual-time-budget=60000", "--timeout=120000", "--dump-dom"])
        .arg(format!("file://{}", path.display()))
        .stderr(Stdio::null())
        .output()
        .expect("chromium runs: ./tests/tools/setup-pictures installs it");
    let dom = String::from_utf8(output.stdout).unwrap();
    let start = dom.find("<pre id=\"found\">").unwrap_or_else(|| panic!("the page did not finish: {dom:.2000}"));
    let rest = &dom[start + "<pre id=\"found\">".len()..];
    let coded = &rest[..rest.find("</pre>").unwrap()];
    use base64::Engine as _;
    let bytes = base64::engine::general_purpose::STANDARD.decode(coded).unwrap();
    let found: Json = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(found.get("crash"), None);
    found
}

/// Text without white space: how it is wrapped does not matter.
fn dense(text: &str) -> String {
    text.chars().filter(|one| !one.is_whitespace()).collect()
}

fn mermaid_script() -> PathBuf {
    let place = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target"), PathBuf::from)
        .join("pictures/node_modules/mermaid/dist/mermaid.min.js");
    assert!(place.exists(), "./tests/tools/setup-pictures gets Mermaid");
    place
}

#[test]
fn mermaid_draws_every_graph_with_all_its_words() {
    let mut cases = Vec::new();
    let mut expected = Vec::new();
    for (name, graph) in graphs() {
        for language in LANGUAGES {
            cases.push(
                json!({ "name": format!("{name} {language:?}"), "text": draw::mermaid(&graph, language).unwrap() }),
            );
            let nodes = graph
                .nodes
                .iter()
                .map(|node| dense(&format!("{}{}", node.text.get(language), node.note.get(language))));
            let asides = graph.asides.iter().map(|aside| {
                let lines = aside.lines.iter().map(|line| format!("•{}", line.get(language)));
                dense(&format!("{}{}", aside.heading.get(language), lines.collect::<String>()))
            });
            let notes = Some(asides.collect::<String>()).filter(|notes| !notes.is_empty());
            let edges = graph
                .edges
                .iter()
                .map(|edge| dense(&edge.labels.iter().map(|label| label.get(language)).collect::<String>()));
            let mut boxes: Vec<String> = nodes.chain(notes).collect();
            let mut labels: Vec<String> = edges.filter(|label| !label.is_empty()).collect();
            boxes.sort();
            labels.sort();
            expected.push((boxes, labels, dense(graph.title.get(language))));
        }
    }
    let script = "
        mermaid.initialize({ startOnLoad: false, securityLevel: 'strict' });
        const found = [];
        const words = (root, pick) => [...root.querySelectorAll(pick)].map((one) => one.textContent.replace(/\\s/g, '')).filter((text) => text).sort();
        for (const [at, one] of data.entries()) {
            try {
                const { svg } = await mermaid.render('picture' + at, one.text);
                const stage = document.getElementById('stage');
                stage.innerHTML = svg;
                found.push({ boxes: words(stage, 'g.node .nodeLabel'), labels: words(stage, '.edgeLabels .edgeLabel .edgeLabel, .edgeLabels span.edgeLabel'),
                    title: words(stage, '.flowchartTitleText').join('') });
            } catch (error) { found.push({ error: one.name + ': ' + error }); }
        }
        return found;";
    let found = in_browser(&Json::from(cases.clone()), &[mermaid_script()], script);
    let found = found.as_array().unwrap();
    assert_eq!(found.len(), expected.len());
    for ((case, (boxes, labels, title)), found) in cases.iter().zip(&expected).zip(found) {
        assert_eq!(found.get("error"), None, "{case:#}");
        let list = |key: &str| -> Vec<String> {
            let mut list: Vec<String> =
                found[key].as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect();
            list.sort();
            list
        };
        assert_eq!(&list("boxes"), boxes, "{}", case["text"].as_str().unwrap());
        assert_eq!(&list("labels"), labels, "{}", case["text"].as_str().unwrap());
        assert_eq!(found["title"].as_str().unwrap(), title);
    }
}

/// The bound on arrows is Mermaid's: it takes as many, and not one more.
#[test]
fn mermaid_takes_as_many_arrows_as_we_write() {
    let mut graph = graphs().remove(0).1;
    let edge = Edge { from: 0, to: 1, labels: Vec::new(), quiet: false };
    graph.edges = vec![edge; draw::MOST_MERMAID_ARROWS];
    let most = draw::mermaid(&graph, LANGUAGES[0]).unwrap();
    let beyond = format!("{most}  n0 --> n1\n");
    let script = "
        mermaid.initialize({ startOnLoad: false, securityLevel: 'strict' });
        return Promise.all(data.map((text) => mermaid.parse(text).then(() => 'taken', (error) => String(error))));";
    let found = in_browser(&json!([most, beyond]), &[mermaid_script()], script);
    assert_eq!(found[0], "taken");
    assert!(found[1].as_str().unwrap().contains("500"), "{found}");
}

#[test]
fn graphviz_draws_every_graph_without_a_warning() {
    for (name, graph) in graphs() {
        for language in LANGUAGES {
            let text = draw::dot(&graph, language).unwrap();
            let mut dot = Command::new("dot")
                .arg("-Tplain")
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .expect("dot runs: ./tests/tools/setup-pictures installs it");
            dot.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
            let output = dot.wait_with_output().unwrap();
            let complaints = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success() && complaints.is_empty(), "{name}: {complaints}\n{text}");
            let drawn = String::from_utf8(output.stdout).unwrap();
            let nodes = drawn.lines().filter(|line| line.starts_with("node ")).count();
            assert_eq!(nodes, graph.nodes.len() + usize::from(!graph.asides.is_empty()), "{name}");
            assert_eq!(drawn.lines().filter(|line| line.starts_with("edge ")).count(), graph.edges.len(), "{name}");
        }
    }
}

#[test]
fn words_stay_in_their_boxes_in_a_browser_with_a_real_font() {
    let mut cases = Vec::new();
    for (name, graph) in graphs() {
        for language in LANGUAGES {
            let svg = draw::svg(&graph, language).unwrap();
            cases.push(json!({ "name": format!("{name} {language:?}"), "svg": svg, "boxes": graph.nodes.len() }));
        }
    }
    let script = "
        const faults = [];
        let measured = 0;
        for (const one of data) {
            const parsed = new DOMParser().parseFromString(one.svg, 'image/svg+xml');
            if (parsed.querySelector('parsererror')) { faults.push(one.name + ': ' + parsed.documentElement.textContent); continue; }
            const stage = document.getElementById('stage');
            stage.replaceChildren(document.importNode(parsed.documentElement, true));
            const picture = stage.firstChild.getBoundingClientRect();
            let boxes = 0;
            for (const group of stage.querySelectorAll('svg > g[class]')) {
                const shape = group.querySelector('rect, polygon, circle').getBoundingClientRect();
                if (group.querySelector('text') && !group.classList.contains('aside')) boxes += 1;
                for (const text of group.querySelectorAll('text')) {
                    const area = text.getBoundingClientRect();
                    measured += 1;
                    if (area.left < shape.left + 1 || area.right > shape.right - 1 || area.top < shape.top - 2 || area.bottom > shape.bottom + 2)
                        faults.push(one.name + ': ' + text.textContent + ' leaves its box by ' + [shape.left - area.left, area.right - shape.right]);
                }
            }
            for (const text of stage.querySelectorAll('svg > text')) {
                const area = text.getBoundingClientRect();
                if (area.left < picture.left || area.right > picture.right) faults.push(one.name + ': ' + text.textContent + ' leaves the picture');
            }
            if (boxes !== one.boxes) faults.push(one.name + ': ' + boxes + ' boxes with words');
        }
        return { faults, measured };";
    let found = in_browser(&Json::from(cases), &[], script);
    assert_eq!(found["faults"], json!([]));
    assert!(found["measured"].as_u64().unwrap() > 50, "{found}");
}
