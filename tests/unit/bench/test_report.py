import os

import psutil

from vigie.bench.processes import cpu_s, pss_mb
from vigie.bench.report import Report, Target


def test_a_report_has_the_one_shape():
    report = Report(
        "ingest", {"cpu_s": 1}, {"cpu_s": 4}, {"cpu": 0.25}, {"cpu_ratio": Target.at_most(0.25, 0.3)}
    )
    shown = report.to_json()
    assert list(shown) == ["bench", "machine", "ours", "peer", "ratio", "targets", "ok"]
    assert shown["targets"]["cpu_ratio"] == {"value": 0.25, "limit": 0.3, "ok": True}
    assert shown["ok"] is True
    assert shown["machine"]["cores"] == os.cpu_count()


def test_one_missed_target_makes_the_report_not_ok():
    report = Report("x", {}, targets={"a": Target.at_most(1, 2), "b": Target.at_most(3, 2)})
    assert report.ok is False


def test_a_process_is_charged_for_its_work_and_its_memory():
    own = psutil.Process()
    before = cpu_s([own])
    sum(number * number for number in range(2_000_000))
    assert cpu_s([own]) > before
    assert pss_mb([own]) > 5
