"""Load from outside: wrk where it is installed and GETs are asked for, our own generator otherwise."""

from __future__ import annotations

import json
import re
import resource
import shutil
import subprocess
import sys
from dataclasses import asdict

from bench.generator import PATIENCE, Job, Seen

_UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}


def press(job: Job) -> Seen:
    """Run a job in a process of its own and give what it saw."""
    words = [sys.executable, "-m", "bench.generator"]
    done = subprocess.run(
        words, input=json.dumps(asdict(job)).encode(), stdout=subprocess.PIPE, check=True,
        timeout=job.seconds + PATIENCE + 30,
    )  # fmt: skip
    return Seen(**json.loads(done.stdout))


def get(job: Job) -> Seen:
    """Ask for a page again and again, with the cheapest generator there is."""
    wrk = shutil.which("wrk")
    return press(job) if wrk is None else _wrk(wrk, job)


def name_of_generator() -> str:
    """Name the generator that GETs are asked with."""
    return "wrk" if shutil.which("wrk") else "our own generator"


def _wrk(wrk: str, job: Job) -> Seen:
    coding = ["-H", f"Accept-Encoding: {job.accepts}"] if job.accepts else []
    words = [wrk, "-t1", f"-c{job.connections}", f"-d{max(1, round(job.seconds))}s", "--latency", *coding,
             f"http://localhost:{job.port}{job.path}"]  # fmt: skip
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    text = subprocess.run(words, capture_output=True, check=True, timeout=job.seconds + 60).stdout.decode()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    made, seconds = re.search(r"(\d+) requests in ([\d.]+)(\w+),", text), 0.0
    assert made is not None, text
    seconds = float(made[2]) * _UNITS[made[3]]
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    wrong = int(refused[1]) if refused else 0
    errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", text)
    return Seen(
        seconds=seconds,
        statuses={"200": int(made[1]) - wrong, "other": wrong},
        broken=sum(map(int, errors.groups())) if errors else 0,
        p50=_percentile(text, "50%"),
        p99=_percentile(text, "99%"),
        longest=_seconds(r"Latency\s+\S+\s+\S+\s+([\d.]+)(us|ms|s|m)\s", text),
        cpu=after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
    )


def _percentile(text: str, name: str) -> float:
    return _seconds(rf"\s{name}\s+([\d.]+)(us|ms|s|m)\s", text)


def _seconds(pattern: str, text: str) -> float:
    found = re.search(pattern, text)
    return float(found[1]) * _UNITS[found[2]] if found else 0.0
